/**
 * The way of local candidates to the server: kept until the session is there, sent together and in their order.
 *
 * Knows the client and time; never an RTCPeerConnection.
 */
export type Candidate = import("./signaling.js").Candidate;
export type WebRTCSDPError = import("./calls.js").WebRTCSDPError;
export type Carrier = Pick<import("./signaling.js").WebRTCSDPClient, "sendIceCandidate" | "sendIceCandidates">;
/** Local candidates of one session, from onicecandidate to the server. */
export declare class CandidateOutbox {
    #private;
    /**
     * @param {Carrier} carrier
     * @param {object} [options]
     * @param {number} [options.window] Milliseconds that a candidate waits for others.
     * @param {number} [options.patience] Milliseconds for which an unreachable server is tried.
     * @param {(candidates: Candidate[]) => void} [options.onsent]
     * @param {(error: WebRTCSDPError, candidates: Candidate[]) => void} [options.onerror] What was not taken, and why.
     */
    constructor(carrier: Carrier, { window, patience, onsent, onerror }?: {
        window?: number;
        patience?: number;
        onsent?: (candidates: Candidate[]) => void;
        onerror?: (error: WebRTCSDPError, candidates: Candidate[]) => void;
    });
    /**
     * Takes a candidate; null, which ends them, does not wait for company.
     *
     * @param {Candidate} candidate
     */
    add(candidate: Candidate): void;
    /**
     * Sends what waits and all that follows, now that the server knows the session.
     *
     * @param {string} sessionId
     */
    open(sessionId: string): void;
    /** Keeps what follows until the next open: it may belong to an offer that the server has not seen. */
    hold(): void;
    /**
     * Forgets what waits, or what of it does not pass.
     *
     * @param {(candidate: Candidate) => boolean} [keep]
     */
    clear(keep?: (candidate: Candidate) => boolean): void;
    /** Sends nothing any more. */
    stop(): void;
}
