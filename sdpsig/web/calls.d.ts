/**
 * HTTP calls under a deadline, and what is wrong where they fail. What is said in them is not known here.
 */
export type Issue = {
    pointer: string;
    code: string;
    detail: string;
};
export type CallOptions = {
    /**
     * Bounds a whole call in milliseconds, the response body included.
     */
    timeout?: number;
    /**
     * Sent with every call, for example Authorization.
     */
    headers?: HeadersInit;
    /**
     * What carries the calls instead of the global fetch.
     */
    fetch?: typeof globalThis.fetch;
};
export type Facts = {
    reason: string;
    code?: number;
    sessionId?: string;
    line?: number;
    rule?: string;
    issues?: Issue[];
    retryAfter?: number;
    cause?: unknown;
};
/** Whoever answered, a proxy or another program, does not speak the API. */
export declare const BAD_RESPONSE = "client.bad-response";
/** A signaling call that failed, with the server's own words where it had any. */
export declare class WebRTCSDPError extends Error {
    /** The HTTP status, 0 when nothing came back. */
    code: number;
    /** The stable name of the fault: the server's, or client.timeout, client.network, client.bad-response. */
    reason: string;
    /** The session it befell, where one is known. */
    sessionId: string | undefined;
    /** The faulty line of the SDP, counted from 1. */
    line: number | undefined;
    /** The rule that was broken, as in "RFC 8839 §5.4". */
    rule: string | undefined;
    /** The faults of a request body that was not in shape. */
    issues: Issue[] | undefined;
    /** For how many milliseconds the server wants to be left alone. */
    retryAfter: number | undefined;
    /**
     * @param {string} message One readable sentence.
     * @param {Facts} facts
     */
    constructor(message: string, { code, reason, sessionId, line, rule, issues, retryAfter, cause }: Facts);
}
/** Carries calls, each within the timeout. */
export declare class Caller {
    #private;
    /** @param {CallOptions} [options] */
    constructor({ timeout, headers, fetch }?: CallOptions);
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
    call<T>(what: string, url: string, init: RequestInit & {
        headers: Record<string, string>;
    }, read: (response: Response) => Promise<T>, sessionId?: string, signal?: AbortSignal): Promise<T>;
}
/**
 * The milliseconds that Retry-After stands for: seconds or a date (RFC 9110 §10.2.3).
 *
 * @param {Headers} headers
 * @returns {number | undefined}
 */
export declare function retryAfter(headers: Headers): number | undefined;
/** @param {string} text The parsed text, undefined where it is not JSON. */
export declare function json(text: string): any;
