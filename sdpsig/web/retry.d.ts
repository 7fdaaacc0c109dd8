/**
 * Whether and when a call that failed is made again.
 *
 * Only what passes by itself is worth another attempt: a network that dropped the call, a server that is
 * full or asks for a pause. A refusal is an answer, and the same question gets the same one.
 */
export type WebRTCSDPError = import("./calls.js").WebRTCSDPError;
/** For how many milliseconds a call is tried again and again. */
export declare const PATIENCE = 30000;
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
export declare function retrying<T>(call: () => Promise<T>, { patience, signal }?: {
    patience?: number;
    signal?: AbortSignal;
}): Promise<T>;
/**
 * Waits, but no longer than the signal lets it.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export declare function pausing(milliseconds: number, signal?: AbortSignal): Promise<void>;
