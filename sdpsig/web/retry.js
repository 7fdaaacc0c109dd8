/**
 * Whether and when a call that failed is made again.
 *
 * Only what passes by itself is worth another attempt: a network that dropped the call, a server that is
 * full or asks for a pause. A refusal is an answer, and the same question gets the same one.
 */

/** @typedef {import("./calls.js").WebRTCSDPError} WebRTCSDPError */

// 0: nothing came back. 429 and 503 are the server's own words, 502 and 504 those of a proxy in front of it.
const PASSING = new Set([0, 429, 502, 503, 504]);

// What conflicts now, and will not when the server says: a stream that nobody publishes yet (WHEP).
const CONFLICT = 409;

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;

/** For how many milliseconds a call is tried again and again. */
export const PATIENCE = 30_000;

/**
 * Makes a call until it succeeds, is refused, or patience ends; then it fails as its last attempt did.
 *
 * @template T
 * @param {() => Promise<T>} call
 * @param {object} [options]
 * @param {number} [options.patience] Milliseconds after which no attempt begins.
 * @param {AbortSignal} [options.signal] Ends the waiting.
 * @returns {Promise<T>}
 */
export async function retrying(call, { patience = PATIENCE, signal } = {}) {
  const end = performance.now() + patience;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await call();
    } catch (cause) {
      const error = /** @type {WebRTCSDPError} */ (cause);
      // Half of the pause is chance, so that those who failed together do not come back together.
      const wait = (error.retryAfter ?? pause / 2) + (Math.random() * pause) / 2;
      const passes = PASSING.has(error.code) || (error.code === CONFLICT && error.retryAfter !== undefined);
      if (!passes || performance.now() + wait > end) throw error;
      await pausing(wait, signal);
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * Waits, but no longer than the signal lets it.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pausing(milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}
