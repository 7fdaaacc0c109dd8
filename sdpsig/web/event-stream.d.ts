/**
 * Server-sent events over fetch (WHATWG HTML §9.2): EventSource sends no headers of ours, and does not say
 * what went wrong.
 */
export type StreamEvent = {
    type: string;
    data: string;
};
export type Body = ReadableStream<Uint8Array>;
/**
 * Every event of a stream, which is opened again where it broke off.
 *
 * @param {(lastEventId: string) => Promise<Body | undefined>} open Undefined where there will be no more.
 * @param {object} [options]
 * @param {string} [options.lastEventId] After which event to begin.
 * @param {number} [options.patience] Milliseconds for which an unreachable server is tried.
 * @param {AbortSignal} [options.signal] Ends it.
 * @returns {AsyncGenerator<StreamEvent, void, void>}
 */
export declare function followEvents(open: (lastEventId: string) => Promise<Body | undefined>, { lastEventId, patience, signal }?: {
    lastEventId?: string;
    patience?: number;
    signal?: AbortSignal;
}): AsyncGenerator<StreamEvent, void, void>;
