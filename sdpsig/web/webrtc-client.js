/**
 * WebRTC signaling over HTTP: offers, trickled candidates and closing, through sdpsig's JSON API.
 *
 * Knows fetch and the wire. It never sees an RTCPeerConnection and remembers nothing about a session,
 * so one client serves as many sessions at once as there are.
 */

/** @typedef {{pointer: string, code: string, detail: string}} Issue A fault in the request body, by JSON Pointer. */
/** @typedef {RTCIceCandidate | RTCIceCandidateInit | null} Candidate What onicecandidate hands out; null ends them. */
/**
 * @typedef {object} Answer
 * @property {string} sessionId
 * @property {string} answerSdp
 * @property {RTCIceCandidateInit[]} iceCandidates The server's candidates that are not in the SDP.
 * @property {unknown} [metadata]
 */
/**
 * @typedef {object} Facts
 * @property {string} reason
 * @property {number} [code]
 * @property {string} [sessionId]
 * @property {number} [line]
 * @property {string} [rule]
 * @property {Issue[]} [issues]
 * @property {unknown} [cause]
 */
/** @typedef {(body: any) => string | undefined} Check Names what a response lacks. */

// What setTimeout can count; a longer delay would fire at once.
const LONGEST_TIMEOUT = 2 ** 31 - 1;

// Whoever answered, a proxy or another program, does not speak the API.
const BAD_RESPONSE = "client.bad-response";

/** A signaling call that failed, with the server's own words where it had any. */
export class WebRTCSDPError extends Error {
  /**
   * @param {string} message One readable sentence.
   * @param {Facts} facts
   */
  constructor(message, { code = 0, reason, sessionId, line, rule, issues, cause }) {
    super(message, { cause });
    this.name = "WebRTCSDPError";
    /** The HTTP status, 0 when nothing came back. */
    this.code = code;
    /** The stable name of the fault: the server's, or client.timeout, client.network, client.bad-response. */
    this.reason = reason;
    /** The session it befell, where one is known. */
    this.sessionId = sessionId;
    /** The faulty line of the SDP, counted from 1. */
    this.line = line;
    /** The rule that was broken, as in "RFC 8839 §5.4". */
    this.rule = rule;
    /** The faults of a request body that was not in shape. */
    this.issues = issues;
  }
}

/** Signaling for any number of WebRTC sessions with one server. */
export class WebRTCSDPClient {
  #base;
  #timeout;
  #headers;
  #fetch;

  /**
   * @param {string | URL} baseUrl Where the API is mounted; empty for the root of the page's own origin.
   * @param {object} [options]
   * @param {number} [options.timeout] Bounds a whole call in milliseconds, the response body included.
   * @param {HeadersInit} [options.headers] Sent with every call, for example Authorization.
   * @param {typeof globalThis.fetch} [options.fetch] What carries the calls instead of the global fetch.
   */
  constructor(baseUrl = "", { timeout = 30_000, headers = {}, fetch = (...call) => globalThis.fetch(...call) } = {}) {
    if (!(timeout > 0)) throw new RangeError(`timeout must be a positive number of milliseconds, not ${timeout}`);
    this.#base = String(baseUrl).replace(/\/+$/, "");
    this.#timeout = Math.min(timeout, LONGEST_TIMEOUT);
    this.#headers = new Headers(headers);
    this.#fetch = fetch;
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
    return { ...answer, candidateErrors: await this.#deliver(answer.sessionId, candidates) };
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
   * Sends candidates together, then one by one where the server refused the batch:
   * a bad one must not cost the good ones.
   *
   * @param {string} sessionId
   * @param {Candidate[]} candidates
   * @returns {Promise<WebRTCSDPError[]>}
   */
  async #deliver(sessionId, candidates) {
    try {
      await this.sendIceCandidates(sessionId, candidates);
      return [];
    } catch (cause) {
      const error = /** @type {WebRTCSDPError} */ (cause);
      if (candidates.length === 1 || (error.code !== 400 && error.code !== 422)) return [error];
    }
    const errors = [];
    for (const candidate of candidates) {
      errors.push(...(await this.#deliver(sessionId, [candidate])));
      if (errors.at(-1)?.code === 0) break;
    }
    return errors;
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
    const headers = new Headers(this.#headers);
    headers.set("accept", "application/json");
    if (init.body) headers.set("content-type", "application/json");

    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeout);
    let response, text;
    try {
      response = await this.#fetch(this.#base + path, { ...init, headers, signal: deadline.signal });
      text = await response.text();
    } catch (cause) {
      const [reason, how] = deadline.signal.aborted
        ? ["client.timeout", `was not answered within ${this.#timeout / 1000} s`]
        : ["client.network", `did not get through (${told(cause)})`];
      throw new WebRTCSDPError(`${what} ${how}`, { reason, sessionId, cause });
    } finally {
      clearTimeout(timer);
    }

    const { status: code } = response;
    const body = json(text);
    if (!response.ok && typeof body?.error === "string") throw refusal(code, body, sessionId);
    const lack = body === undefined ? "JSON" : response.ok ? lacks(body) : "a reason";
    if (lack === undefined) return body;
    throw new WebRTCSDPError(`${what} was answered ${code} without ${lack}`, { code, reason: BAD_RESPONSE, sessionId });
  }
}

/**
 * The server's refusal as an error.
 *
 * @param {number} code
 * @param {any} body
 * @param {string} [sessionId]
 */
function refusal(code, body, sessionId) {
  const { error, reason = BAD_RESPONSE, session_id = sessionId, line, rule, issues } = body;
  return new WebRTCSDPError(error, { code, reason, sessionId: session_id, line, rule, issues });
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

/** @param {string} text The parsed text, undefined where it is not JSON. */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} cause */
function told(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}
