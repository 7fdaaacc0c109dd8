/**
 * What a page of yours imports: the whole client under one name.
 */
import type * as Calls from "./calls.js";
import type * as Signaling from "./signaling.js";
export type Answer = Signaling.Answer;
export type Candidate = Signaling.Candidate;
export type Issue = Calls.Issue;
/** @import * as Calls from "./calls.js" */
/** @import * as Signaling from "./signaling.js" */
/** @typedef {Signaling.Answer} Answer */
/** @typedef {Signaling.Candidate} Candidate */
/** @typedef {Calls.Issue} Issue */
export { WebRTCSDPError } from "./calls.js";
export { CandidateOutbox } from "./outbox.js";
export { WebRTCSDPSession } from "./session.js";
export { WebRTCSDPClient } from "./signaling.js";
export { WebRTCSDPExamples } from "./webrtc-examples.js";
export { WhepClient, WhipClient } from "./whip.js";
