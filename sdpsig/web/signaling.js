/**
 * WebRTC signaling over HTTP: offers, trickled candidates and closing, through sdpsig's JSON API.
 *
 * Knows fetch and the wire. It never sees an RTCPeerConnection and remembers nothing about a session,
 * so one client serves as many sessions at once as there are.
 */

import { BAD_RESPONSE, Caller, WebRTCSDPError, json, retryAfter } from "./calls.js";
import { followEvents } from "./event-stream.js";

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
export class WebRTCSDPClient {
  #base;
  #caller;

  /**
   * @param {string | URL} baseUrl Where the API is mounted; empty for the root of the page's own origin.
   * @param {CallOptions} [options]
   */
  constructor(baseUrl = "", options = {}) {
    this.#base = String(baseUrl).replace(/\/+$/, "");
    this.#caller = new Caller(options);
  }

  /**
   * Sends an offer and returns the answer to it; with the id of a live session it renegotiates that session.
   *
   * @param {string} offerSdp
   * @param {string | null} [sessionId]
   * @param {unknown} [metadata] Any JSON; the server's application sees it.
   * @returns {Promise<Answer>}
   */
  async sendOffer(offerSdp, sessionId, metadata) {
    const request = { sdp: { type: "offer", sdp: offerSdp }, session_id: sessionId ?? undefined, metadata };
    const answer = await this.#post("/webrtc/offer", request, lacksAnswer);
    return {
      sessionId: answer.session_id,
      answerSdp: answer.sdp.sdp,
      iceCandidates: answer.ice_candidates ?? [],
      ...("metadata" in answer && { metadata: answer.metadata }),
    };
  }

  /**
   * Opens a session with an offer.
   *
   * @param {string} offerSdp
   * @returns {Promise<{sessionId: string, answerSdp: string}>}
   */
  async exchangeSdp(offerSdp) {
    const { sessionId, answerSdp } = await this.sendOffer(offerSdp);
    return { sessionId, answerSdp };
  }

  /**
   * Sends an offer under a known session id and returns the answer's SDP.
   *
   * @param {string} offerSdp
   * @param {string} sessionId
   * @returns {Promise<string>}
   */
  async exchangeSdpWithSession(offerSdp, sessionId) {
    return (await this.sendOffer(offerSdp, sessionId)).answerSdp;
  }

  /**
   * Trickles one candidate, or the end of them.
   *
   * @param {string} sessionId
   * @param {Candidate} candidate
   * @returns {Promise<void>}
   */
  async sendIceCandidate(sessionId, candidate) {
    const request = { session_id: sessionId, candidate: candidateInit(candidate) };
    await this.#post("/webrtc/ice-candidate", request, lacksStatus);
  }

  /**
   * Trickles candidates in one request; a malformed one fails them all.
   *
   * @param {string} sessionId
   * @param {Candidate[]} candidates
   * @returns {Promise<void>}
   */
  async sendIceCandidates(sessionId, candidates) {
    if (candidates.length === 0) return;
    const request = { session_id: sessionId, candidates: candidates.map(candidateInit) };
    await this.#post("/webrtc/ice-candidate", request, lacksStatus);
  }

  /**
   * Opens a session and hands over the candidates gathered so far.
   *
   * @param {string} offerSdp
   * @param {Candidate[]} candidates
   * @param {string | null} [sessionId]
   * @param {unknown} [metadata]
   * @returns {Promise<Answer & {candidateErrors: WebRTCSDPError[]}>} A refused candidate fails nothing but itself.
   */
  async setupSession(offerSdp, candidates, sessionId, metadata) {
    const answer = await this.sendOffer(offerSdp, sessionId, metadata);
    const send = (/** @type {Candidate[]} */ some) => this.sendIceCandidates(answer.sessionId, some);
    const undelivered = await deliver(candidates, send);
    return { ...answer, candidateErrors: undelivered.map(({ error }) => error) };
  }

  /**
   * Answers an offer of the server.
   *
   * @param {string} sessionId
   * @param {string} answerSdp
   * @param {string} [offerId] Which offer, as its event called it.
   * @returns {Promise<void>}
   */
  async sendAnswer(sessionId, answerSdp, offerId) {
    const request = { session_id: sessionId, sdp: { type: "answer", sdp: answerSdp }, offer_id: offerId };
    await this.#post("/webrtc/answer", request, lacksStatus);
  }

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
  async *events(sessionId, { patience, signal } = {}) {
    let heard = false;
    const open = async (/** @type {string} */ lastEventId) => {
      try {
        const body = await this.#listen(sessionId, lastEventId, signal);
        heard = true;
        return body;
      } catch (error) {
        const gone = heard && /** @type {WebRTCSDPError} */ (error).code === 404;
        if (!gone && !signal?.aborted) throw error;
      }
    };
    for await (const { type, data } of followEvents(open, { patience, signal })) {
      yield { type, data: json(data) };
      if (type === "closed") return;
    }
  }

  /**
   * Ends a session. The request outlives the page, so it may be made from pagehide.
   *
   * @param {string} sessionId
   * @param {string} [reason]
   * @returns {Promise<void>}
   */
  async closeSession(sessionId, reason) {
    await this.#post("/webrtc/close", { session_id: sessionId, reason }, lacksStatus, { keepalive: true });
  }

  /**
   * The STUN and TURN servers to construct an RTCPeerConnection with.
   *
   * @returns {Promise<RTCIceServer[]>}
   */
  async getIceServers() {
    return this.#call("/iceservers", { method: "GET", cache: "no-store" }, lacksIceServers);
  }

  /**
   * @param {string} path
   * @param {{session_id?: string, [member: string]: unknown}} request
   * @param {Check} lacks
   * @param {RequestInit} [extra]
   */
  #post(path, request, lacks, extra) {
    return this.#call(path, { method: "POST", body: JSON.stringify(request), ...extra }, lacks, request.session_id);
  }

  /**
   * One HTTP call under one deadline, to a response in the shape that `lacks` approves, or a WebRTCSDPError.
   *
   * @param {string} path
   * @param {RequestInit} init
   * @param {Check} lacks
   * @param {string} [sessionId]
   * @returns {Promise<any>}
   */
  async #call(path, init, lacks, sessionId) {
    const what = `${init.method} ${path}`;
    const headers = { accept: "application/json", ...(init.body && { "content-type": "application/json" }) };
    const read = async (/** @type {Response} */ response) => /** @type {const} */ ([response, await response.text()]);
    const [response, text] = await this.#caller.call(what, this.#base + path, { ...init, headers }, read, sessionId);
    const body = json(text);
    const lack = response.ok && body !== undefined ? lacks(body) : "JSON";
    if (response.ok && lack === undefined) return body;
    throw fault(what, response, body, lack, sessionId);
  }

  /**
   * Opens the stream of a session's events; undefined where the server says that there are no more.
   *
   * @param {string} sessionId
   * @param {string} lastEventId
   * @param {AbortSignal} [signal]
   */
  async #listen(sessionId, lastEventId, signal) {
    const what = "GET /webrtc/events";
    const url = `${this.#base}/webrtc/events?session_id=${encodeURIComponent(sessionId)}`;
    const headers = { accept: "text/event-stream", ...(lastEventId && { "last-event-id": lastEventId }) };
    const read = async (/** @type {Response} */ response) => {
      const streams = response.ok && /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
      return /** @type {const} */ ([response, streams || response.status === 204 ? undefined : await response.text()]);
    };
    const init = { method: "GET", cache: /** @type {const} */ ("no-store"), headers };
    const [response, text] = await this.#caller.call(what, url, init, read, sessionId, signal);
    if (text !== undefined) throw fault(what, response, json(text), "a stream of events", sessionId);
    return response.status === 204 ? undefined : (response.body ?? undefined);
  }

}

/**
 * Sends candidates together, then one by one where the server refused the batch:
 * a bad one must not cost the good ones.
 *
 * @param {Candidate[]} candidates
 * @param {(some: Candidate[]) => Promise<void>} send
 * @returns {Promise<Undelivered[]>}
 */
export async function deliver(candidates, send) {
  try {
    await send(candidates);
    return [];
  } catch (cause) {
    const error = /** @type {WebRTCSDPError} */ (cause);
    if (candidates.length === 1 || (error.code !== 400 && error.code !== 422)) return [{ error, candidates }];
  }
  const undelivered = [];
  for (const candidate of candidates) {
    undelivered.push(...(await deliver([candidate], send)));
    if (undelivered.at(-1)?.error.code === 0) break;
  }
  return undelivered;
}

/**
 * What is wrong with a response, in the server's own words where it has any.
 *
 * @param {string} what The call.
 * @param {Response} response
 * @param {any} body Its JSON; undefined where it has none.
 * @param {string | undefined} lack What it should have had.
 * @param {string} [sessionId]
 */
function fault(what, { ok, status: code, headers }, body, lack, sessionId) {
  const wait = ok ? undefined : retryAfter(headers);
  if (!ok && typeof body?.error === "string") {
    const { error, reason = BAD_RESPONSE, session_id = sessionId, line, rule, issues } = body;
    return new WebRTCSDPError(error, { code, reason, sessionId: session_id, line, rule, issues, retryAfter: wait });
  }
  const without = ok ? lack : body === undefined ? "JSON" : "a reason";
  const facts = { code, reason: BAD_RESPONSE, sessionId, retryAfter: wait };
  return new WebRTCSDPError(`${what} was answered ${code} without ${without}`, facts);
}

/**
 * The candidate as the wire spells it; the end of candidates is the empty one, for all sections at once.
 *
 * @param {Candidate} candidate
 * @returns {RTCIceCandidateInit}
 */
function candidateInit(candidate) {
  const { candidate: line = "", sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = candidate ?? {};
  return { candidate: line, sdpMid, sdpMLineIndex, ...(usernameFragment !== null && { usernameFragment }) };
}

/** @type {Check} */
function lacksAnswer(body) {
  if (typeof body?.session_id !== "string") return "a session_id";
  if (body.sdp?.type !== "answer" || typeof body.sdp.sdp !== "string") return "an answer in sdp";
  if (!Array.isArray(body.ice_candidates ?? [])) return "a list in ice_candidates";
}

/** @type {Check} */
function lacksStatus(body) {
  if (typeof body?.status !== "string") return "a status";
}

/** @type {Check} */
function lacksIceServers(body) {
  if (!Array.isArray(body) || !body.every((server) => server?.urls)) return "a list of ICE servers";
}
