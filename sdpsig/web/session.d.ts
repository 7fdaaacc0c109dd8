/**
 * One session with the server, from the first offer to the close: what an RTCPeerConnection needs around it.
 *
 * Knows the peer connection and the client. Who offers when is perfect negotiation as W3C describes it
 * (webrtc-pc §10.7): where two offers meet, the polite side takes its own back.
 */
export type Answer = import("./signaling.js").Answer;
export type Candidate = import("./signaling.js").Candidate;
export type SessionEvent = import("./signaling.js").SessionEvent;
export type WebRTCSDPClient = import("./signaling.js").WebRTCSDPClient;
export type Opened = Answer & {
    counterOffer?: import("./whip.js").CounterOffer;
};
export type SignalingClient = Pick<WebRTCSDPClient, "sendIceCandidate" | "sendIceCandidates" | "closeSession"> & {
    sendOffer: (...offer: Parameters<WebRTCSDPClient["sendOffer"]>) => Promise<Opened>;
} & Partial<Pick<WebRTCSDPClient, "events" | "sendAnswer">>;
export type SessionOptions = {
    /**
     * An id of your choice, where the server allows that.
     */
    sessionId?: string;
    /**
     * Any JSON; the server's application sees it.
     */
    metadata?: unknown;
    /**
     * Milliseconds within which candidates travel together.
     */
    window?: number;
    /**
     * Milliseconds for which an unreachable server is tried.
     */
    patience?: number;
    /**
     * Whether to listen to the server: to its candidates, its offers, and its end.
     */
    events?: boolean;
    /**
     * Whether our offer gives way where it meets one of the server's.
     */
    polite?: boolean;
    /**
     * Told what went wrong where nobody waits for it.
     */
    onerror?: (error: Error) => void;
    /**
     * Told that the server has ended the session, and why.
     */
    onclose?: (reason: string) => void;
};
/** A session of one RTCPeerConnection with the server. */
export declare class WebRTCSDPSession {
    #private;
    /** Set by the server's answer. @type {string | undefined} */
    sessionId: string | undefined;
    /**
     * Listens to the peer connection from now on, so make the session before what it is to negotiate.
     *
     * @param {SignalingClient} client
     * @param {RTCPeerConnection} peer The session's own: it closes with it.
     * @param {SessionOptions} [options]
     */
    constructor(client: SignalingClient, peer: RTCPeerConnection, options?: SessionOptions);
    /**
     * Sends the first offer and applies its answer; candidates follow by themselves.
     *
     * @returns {Promise<Opened>}
     */
    open(): Promise<Opened>;
    /** Makes an offer now. Whatever the peer connection needs is offered without it; after a refusal nothing is. */
    negotiate(): Promise<void>;
    /** Looks for new paths to the server. A change of network and a connection that failed do so by themselves. */
    restartIce(): void;
    /**
     * Ends the session on both sides. The server is told first, but the connection does not wait for it for long.
     *
     * @param {string} [reason] What the server is told.
     */
    close(reason?: string): Promise<void>;
}
