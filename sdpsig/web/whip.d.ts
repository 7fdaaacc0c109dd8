/**
 * WHIP and WHEP (RFC 9725, draft-ietf-wish-whep): what WebRTCSDPClient does, said to a media server.
 *
 * A session takes either client. What this one has to remember of a session is its ETag and the two
 * descriptions, because an ICE restart travels without them.
 */
export type CallOptions = import("./calls.js").CallOptions;
export type Answer = import("./signaling.js").Answer;
export type Candidate = import("./signaling.js").Candidate;
export type Known = {
    etag: string | null;
    local: string;
    answer: string;
    trickles: boolean;
};
export type CounterOffer = {
    sdp: string;
    validFor: number;
};
export type StreamAnswer = Answer & {
    iceServers: RTCIceServer[];
    counterOffer?: CounterOffer;
};
/** Publishing to a WHIP endpoint. */
export declare class WhipClient {
    #private;
    /** Whether the server may offer instead of answering. @type {boolean} */
    counters: boolean;
    /**
     * @param {string | URL} url The endpoint.
     * @param {CallOptions & {token?: string}} [options] `token` is a bearer token.
     */
    constructor(url: string | URL, { token, ...options }?: CallOptions & {
        token?: string;
    });
    /**
     * Opens a session; with the id of one that is open, restarts its ICE.
     *
     * @param {string} offerSdp
     * @param {string | null} [sessionId] The URL of an open session.
     * @returns {Promise<StreamAnswer>} `sessionId` is the session's URL. Where there is a `counterOffer`,
     *   `answerSdp` is empty.
     */
    sendOffer(offerSdp: string, sessionId?: string | null): Promise<StreamAnswer>;
    /**
     * Answers a counter-offer.
     *
     * @param {string} sessionId
     * @param {string} answerSdp
     * @returns {Promise<void>}
     */
    sendAnswer(sessionId: string, answerSdp: string): Promise<void>;
    /**
     * Trickles one candidate, or the end of them.
     *
     * @param {string} sessionId
     * @param {Candidate} candidate
     * @returns {Promise<void>}
     */
    sendIceCandidate(sessionId: string, candidate: Candidate): Promise<void>;
    /**
     * Trickles candidates in one request. Where the server does not trickle, they are dropped: it finds the way
     * by the browser's own checks.
     *
     * @param {string} sessionId
     * @param {Candidate[]} candidates
     * @returns {Promise<void>}
     */
    sendIceCandidates(sessionId: string, candidates: Candidate[]): Promise<void>;
    /**
     * Ends a session. The request outlives the page, so it may be made from pagehide.
     *
     * @param {string} sessionId
     * @returns {Promise<void>}
     */
    closeSession(sessionId: string): Promise<void>;
}
/** Playing from a WHEP endpoint, which may make a counter-offer. */
export declare class WhepClient extends WhipClient {
    counters: boolean;
}
