/**
 * Fragments of SDP: candidates and ICE restarts as WHIP and WHEP carry them (RFC 8840 §9, RFC 9725 §4.3).
 *
 * Texts in, texts out. Peers of WHIP bundle all media, so there is one transport: that of the tagged section.
 */
export type Candidate = import("./signaling.js").Candidate;
/** @typedef {import("./signaling.js").Candidate} Candidate */
/**
 * Candidates of a description, as a fragment of it.
 *
 * @param {string} sdp The local description that they belong to.
 * @param {Candidate[]} candidates Those of other sections than the tagged one are left out; null ends them.
 */
export declare function fragmentOf(sdp: string, candidates: Candidate[]): string;
/**
 * Whether an offer is the one before with other credentials, and with nothing else that would have to be negotiated.
 *
 * @param {string} before
 * @param {string} after
 */
export declare function restarts(before: string, after: string): boolean;
/**
 * An answer, with the transport that a fragment has restarted.
 *
 * @param {string} answer
 * @param {string} fragment
 */
export declare function restarted(answer: string, fragment: string): string;
