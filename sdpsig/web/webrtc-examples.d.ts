/**
 * Small programs against a running server: how the client is used, and whether all of it works here.
 *
 * From the console of the reference page: `await new WebRTCSDPExamples().dataChannel()`.
 */
import { WebRTCSDPError } from "./calls.js";
import { selectedPair } from "./pair.js";
import { WebRTCSDPSession } from "./session.js";
import { WebRTCSDPClient } from "./signaling.js";
export type Running = {
    name: string;
    peer: RTCPeerConnection;
    close: (reason: string) => Promise<void>;
};
export type OfSession = {
    session: WebRTCSDPSession;
};
export type OfMedia = {
    stream: MediaStream;
    received: MediaStream;
};
export type OfCandidates = {
    sessionId: string;
    sent: number;
    pair: Awaited<ReturnType<typeof selectedPair>>;
};
export type OfChannel = {
    channel: RTCDataChannel;
    echoes: string[];
};
/**
 * @typedef {object} Running What an example leaves open, until cleanup.
 * @property {string} name
 * @property {RTCPeerConnection} peer
 * @property {(reason: string) => Promise<void>} close
 */
/** @typedef {{session: WebRTCSDPSession}} OfSession */
/** @typedef {{stream: MediaStream, received: MediaStream}} OfMedia */
/** @typedef {{sessionId: string, sent: number, pair: Awaited<ReturnType<typeof selectedPair>>}} OfCandidates */
/** @typedef {{channel: RTCDataChannel, echoes: string[]}} OfChannel */
/** The examples; every one connects, says what it does, and returns what it has made. */
export declare class WebRTCSDPExamples {
    #private;
    /**
     * @param {WebRTCSDPClient} [client] Without one, the server that this script came from.
     * @param {(line: string) => void} [log]
     */
    constructor(client?: WebRTCSDPClient, log?: (line: string) => void);
    /**
     * Camera and microphone: whatever the server sends back is in `received`.
     *
     * @param {MediaStreamConstraints} [constraints]
     * @returns {Promise<Running & OfSession & OfMedia>}
     */
    basicPeerConnection(constraints?: MediaStreamConstraints): Promise<Running & OfSession & OfMedia>;
    /**
     * Candidates by hand, with no session object: kept until there is an id, sent in batches, and told one by one.
     *
     * @returns {Promise<Running & OfCandidates>}
     */
    advancedCandidates(): Promise<Running & OfCandidates>;
    /**
     * A data channel: every message comes back, text and bytes alike.
     *
     * @param {(string | Uint8Array<ArrayBuffer>)[]} [messages]
     * @returns {Promise<Running & OfSession & OfChannel>}
     */
    dataChannel(messages?: (string | Uint8Array<ArrayBuffer>)[]): Promise<Running & OfSession & OfChannel>;
    /**
     * Metadata: what the server's application is told beside the offer, and what it tells with the answer.
     *
     * @param {unknown} [metadata] Any JSON.
     * @returns {Promise<Running & OfSession & {metadata: unknown}>}
     */
    metadata(metadata?: unknown): Promise<Running & OfSession & {
        metadata: unknown;
    }>;
    /**
     * An id of one's own: secret, unlike any other, and known before the server has answered.
     *
     * @returns {Promise<Running & OfSession & {sessionId: string}>}
     */
    ownSessionId(): Promise<Running & OfSession & {
        sessionId: string;
    }>;
    /**
     * Errors: what is refused says why, and has changed nothing; the session opens all the same.
     *
     * @returns {Promise<Running & OfSession & {errors: WebRTCSDPError[]}>}
     */
    errorHandling(): Promise<Running & OfSession & {
        errors: WebRTCSDPError[];
    }>;
    /**
     * Several sessions at once through one client; each hears its own echo.
     *
     * @param {number} [count]
     * @returns {Promise<(Running & OfSession & OfChannel)[]>}
     */
    concurrentSessions(count?: number): Promise<(Running & OfSession & OfChannel)[]>;
    /**
     * Closes what the examples have left open, on both sides.
     *
     * @param {Iterable<Running>} [running] Without it, all.
     * @returns {Promise<number>} How many the server has freed.
     */
    cleanup(running?: Iterable<Running>): Promise<number>;
}
