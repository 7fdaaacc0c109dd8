/**
 * WebRTC signaling over HTTP: offers, trickled candidates and closing, through sdpsig's JSON API.
 *
 * Knows fetch and the wire. It never sees an RTCPeerConnection and remembers nothing about a session,
 * so one client serves as many sessions at once as there are.
 */
import { WebRTCSDPError } from "./calls.js";
export type CallOptions = import("./calls.js").CallOptions;
export type Candidate = RTCIceCandidate | RTCIceCandidateInit | null;
export type Answer = {
    sessionId: string;
    answerSdp: string;
    /**
     * The server's candidates that are not in the SDP.
     */
    iceCandidates: RTCIceCandidateInit[];
    metadata?: unknown;
};
export type Undelivered = {
    error: WebRTCSDPError;
    candidates: Candidate[];
};
export type SessionEvent = {
    type: string;
    data: any;
};
export type Check = (body: any) => string | undefined;
/** @typedef {import("./calls.js").CallOptions} CallOptions */
/** @typedef {RTCIceCandidate | RTCIceCandidateInit | null} Candidate What onicecandidate hands out; null ends them. */
/**
 * @typedef {object} Answer
 * @property {string} sessionId
 * @property {string} answerSdp
 * @property {RTCIceCandidateInit[]} iceCandidates The server's candidates that are not in the SDP.
 * @property {unknown} [metadata]
 */
/** @typedef {{error: WebRTCSDPError, candidates: Candidate[]}} Undelivered */
/**
 * What the server tells of a session. `candidate` has an RTCIceCandidateInit as its data, `offer` has
 * `{sdp: {type, sdp}, offer_id}`, `closed` has `{reason}`.
 *
 * @typedef {{type: string, data: any}} SessionEvent
 */
/** @typedef {(body: any) => string | undefined} Check Names what a response lacks. */
/** Signaling for any number of WebRTC sessions with one server. */
export declare class WebRTCSDPClient {
    #private;
    /**
     * @param {string | URL} baseUrl Where the API is mounted; empty for the root of the page's own origin.
     * @param {CallOptions} [options]
     */
    constructor(baseUrl?: string | URL, options?: CallOptions);
    /**
     * Sends an offer and returns the answer to it; with the id of a live session it renegotiates that session.
     *
     * @param {string} offerSdp
     * @param {string | null} [sessionId]
     * @param {unknown} [metadata] Any JSON; the server's application sees it.
     * @returns {Promise<Answer>}
     */
    sendOffer(offerSdp: string, sessionId?: string | null, metadata?: unknown): Promise<Answer>;
    /**
     * Opens a session with an offer.
     *
     * @param {string} offerSdp
     * @returns {Promise<{sessionId: string, answerSdp: string}>}
     */
    exchangeSdp(offerSdp: string): Promise<{
        sessionId: string;
        answerSdp: string;
    }>;
    /**
     * Sends an offer under a known session id and returns the answer's SDP.
     *
     * @param {string} offerSdp
     * @param {string} sessionId
     * @returns {Promise<string>}
     */
    exchangeSdpWithSession(offerSdp: string, sessionId: string): Promise<string>;
    /**
     * Trickles one candidate, or the end of them.
     *
     * @param {string} sessionId
     * @param {Candidate} candidate
     * @returns {Promise<void>}
     */
    sendIceCandidate(sessionId: string, candidate: Candidate): Promise<void>;
    /**
     * Trickles candidates in one request; a malformed one fails them all.
     *
     * @param {string} sessionId
     * @param {Candidate[]} candidates
     * @returns {Promise<void>}
     */
    sendIceCandidates(sessionId: string, candidates: Candidate[]): Promise<void>;
    /**
     * Opens a session and hands over the candidates gathered so far.
     *
     * @param {string} offerSdp
     * @param {Candidate[]} candidates
     * @param {string | null} [sessionId]
     * @param {unknown} [metadata]
     * @returns {Promise<Answer & {candidateErrors: WebRTCSDPError[]}>} A refused candidate fails nothing but itself.
     */
    setupSession(offerSdp: string, candidates: Candidate[], sessionId?: string | null, metadata?: unknown): Promise<Answer & {
        candidateErrors: WebRTCSDPError[];
    }>;
    /**
     * Answers an offer of the server.
     *
     * @param {string} sessionId
     * @param {string} answerSdp
     * @param {string} [offerId] Which offer, as its event called it.
     * @returns {Promise<void>}
     */
    sendAnswer(sessionId: string, answerSdp: string, offerId?: string): Promise<void>;
    /**
     * What the server tells of a session, as it happens: its candidates, its offers, the states, the end.
     * A stream that breaks off is resumed, and ends with the session.
     *
     * @param {string} sessionId
     * @param {object} [options]
     * @param {number} [options.patience] Milliseconds for which an unreachable server is tried.
     * @param {AbortSignal} [options.signal] Ends it.
     * @returns {AsyncGenerator<SessionEvent, void, void>}
     */
    events(sessionId: string, { patience, signal }?: {
        patience?: number;
        signal?: AbortSignal;
    }): AsyncGenerator<SessionEvent, void, void>;
    /**
     * Ends a session. The request outlives the page, so it may be made from pagehide.
     *
     * @param {string} sessionId
     * @param {string} [reason]
     * @returns {Promise<void>}
     */
    closeSession(sessionId: string, reason?: string): Promise<void>;
    /**
     * The STUN and TURN servers to construct an RTCPeerConnection with.
     *
     * @returns {Promise<RTCIceServer[]>}
     */
    getIceServers(): Promise<RTCIceServer[]>;
}
/**
 * Sends candidates together, then one by one where the server refused the batch:
 * a bad one must not cost the good ones.
 *
 * @param {Candidate[]} candidates
 * @param {(some: Candidate[]) => Promise<void>} send
 * @returns {Promise<Undelivered[]>}
 */
export declare function deliver(candidates: Candidate[], send: (some: Candidate[]) => Promise<void>): Promise<Undelivered[]>;
