/**
 * HTTP calls under a deadline, and what is wrong where they fail. What is said in them is not known here.
 */

/** @typedef {{pointer: string, code: string, detail: string}} Issue A fault in the request body, by JSON Pointer. */
/**
 * @typedef {object} CallOptions
 * @property {number} [timeout] Bounds a whole call in milliseconds, the response body included.
 * @property {HeadersInit} [headers] Sent with every call, for example Authorization.
 * @property {typeof globalThis.fetch} [fetch] What carries the calls instead of the global fetch.
 */
/**
 * @typedef {object} Facts
 * @property {string} reason
 * @property {number} [code]
 * @property {string} [sessionId]
 * @property {number} [line]
 * @property {string} [rule]
 * @property {Issue[]} [issues]
 * @property {number} [retryAfter]
 * @property {unknown} [cause]
 */

// What setTimeout can count; a longer delay would fire at once.
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Whoever answered, a proxy or another program, does not speak the API. */
export const BAD_RESPONSE = "client.bad-response";

/** A signaling call that failed, with the server's own words where it had any. */
export class WebRTCSDPError extends Error {
  /**
   * @param {string} message One readable sentence.
   * @param {Facts} facts
   */
  constructor(message, { code = 0, reason, sessionId, line, rule, issues, retryAfter, cause }) {
    super(message, { cause });
    this.name = "WebRTCSDPError";
    /** The HTTP status, 0 when nothing came back. */
    this.code = code;
    /** The stable name of the fault: the server's, or client.timeout, client.network, client.bad-response. */
    this.reason = reason;
    /** The session it befell, where one is known. */
    this.sessionId = sessionId;
    /** The faulty line of the SDP, counted from 1. */
    this.line = line;
    /** The rule that was broken, as in "RFC 8839 §5.4". */
    this.rule = rule;
    /** The faults of a request body that was not in shape. */
    this.issues = issues;
    /** For how many milliseconds the server wants to be left alone. */
    this.retryAfter = retryAfter;
  }
}

/** Carries calls, each within the timeout. */
export class Caller {
  #timeout;
  #headers;
  #fetch;

  /** @param {CallOptions} [options] */
  constructor({ timeout = 30_000, headers = {}, fetch = (...call) => globalThis.fetch(...call) } = {}) {
    if (!(timeout > 0)) throw new RangeError(`timeout must be a positive number of milliseconds, not ${timeout}`);
    this.#timeout = Math.min(timeout, LONGEST_TIMEOUT);
    this.#headers = new Headers(headers);
    this.#fetch = fetch;
  }

  /**
   * Makes one call and reads its response; where nothing comes back, that is a WebRTCSDPError.
   *
   * @template T
   * @param {string} what The call, for the error.
   * @param {string} url
   * @param {RequestInit & {headers: Record<string, string>}} init
   * @param {(response: Response) => Promise<T>} read What has to be done within the timeout.
   * @param {string} [sessionId]
   * @param {AbortSignal} [signal] Ends the call, and what of the response is not read yet.
   * @returns {Promise<T>}
   */
  async call(what, url, init, read, sessionId, signal) {
    const headers = new Headers(this.#headers);
    for (const [name, value] of Object.entries(init.headers)) headers.set(name, value);
    const stop = new AbortController();
    signal?.addEventListener("abort", () => stop.abort(), { once: true });
    const timer = setTimeout(() => stop.abort(), this.#timeout);
    try {
      return await read(await this.#fetch(url, { ...init, headers, signal: stop.signal }));
    } catch (cause) {
      const [reason, how] = stop.signal.aborted
        ? ["client.timeout", `was not answered within ${this.#timeout / 1000} s`]
        : ["client.network", `did not get through (${told(cause)})`];
      throw new WebRTCSDPError(`${what} ${how}`, { reason, sessionId, cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * The milliseconds that Retry-After stands for: seconds or a date (RFC 9110 §10.2.3).
 *
 * @param {Headers} headers
 * @returns {number | undefined}
 */
export function retryAfter(headers) {
  const text = headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

/** @param {string} text The parsed text, undefined where it is not JSON. */
export function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} cause */
function told(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}
