/**
 * WHIP and WHEP (RFC 9725, draft-ietf-wish-whep): what WebRTCSDPClient does, said to a media server.
 *
 * A session takes either client. What this one has to remember of a session is its ETag and the two
 * descriptions, because an ICE restart travels without them.
 */

import { BAD_RESPONSE, Caller, WebRTCSDPError, json, retryAfter } from "./calls.js";
import { fragmentOf, restarted, restarts } from "./fragment.js";

/** @typedef {import("./calls.js").CallOptions} CallOptions */
/** @typedef {import("./signaling.js").Answer} Answer */
/** @typedef {import("./signaling.js").Candidate} Candidate */
/** @typedef {{etag: string | null, local: string, answer: string, trickles: boolean}} Known */
/**
 * What the server would rather offer, and for how many milliseconds it may be answered.
 *
 * @typedef {{sdp: string, validFor: number}} CounterOffer
 */
/** @typedef {Answer & {iceServers: RTCIceServer[], counterOffer?: CounterOffer}} StreamAnswer */

const SDP = "application/sdp";
const FRAGMENT = "application/trickle-ice-sdpfrag";

// RFC 9725 §4.3: a server may do without trickle, and without PATCH altogether.
const NO_TRICKLE = new Set([405, 501]);

// WHEP §4.2.2: a counter-offer, and for how long it holds where that is not said.
const COUNTERED = 406;
const VALID = 30_000;

/** Publishing to a WHIP endpoint. */
export class WhipClient {
  /** Whether the server may offer instead of answering. @type {boolean} */
  counters = false;

  #url;
  #caller;
  /** @type {Map<string, Known>} */
  #sessions = new Map();

  /**
   * @param {string | URL} url The endpoint.
   * @param {CallOptions & {token?: string}} [options] `token` is a bearer token.
   */
  constructor(url, { token, ...options } = {}) {
    this.#url = new URL(url, globalThis.document?.baseURI).href;
    const headers = new Headers(options.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    this.#caller = new Caller({ ...options, headers });
  }

  /**
   * Opens a session; with the id of one that is open, restarts its ICE.
   *
   * @param {string} offerSdp
   * @param {string | null} [sessionId] The URL of an open session.
   * @returns {Promise<StreamAnswer>} `sessionId` is the session's URL. Where there is a `counterOffer`,
   *   `answerSdp` is empty.
   */
  async sendOffer(offerSdp, sessionId) {
    if (sessionId) return this.#restart(sessionId, offerSdp);
    const what = `POST ${new URL(this.#url).pathname}`;
    const init = { method: "POST", body: offerSdp, headers: { "content-type": SDP, accept: SDP } };
    const [response, sdp] = await this.#call(what, this.#url, init, undefined, this.counters);
    const { headers, status } = response;
    const location = headers.get("location");
    if (!location) throw lacking(what, response, "a Location");
    if (!sdp.startsWith("v=0")) throw lacking(what, response, "an answer");
    const { href } = new URL(location, response.url || this.#url);
    this.#sessions.set(href, { etag: headers.get("etag"), local: offerSdp, answer: sdp, trickles: true });
    const opened = { sessionId: href, iceCandidates: [], iceServers: iceServers(headers.get("link")) };
    if (status !== COUNTERED) return { ...opened, answerSdp: sdp };
    return { ...opened, answerSdp: "", counterOffer: { sdp, validFor: validFor(headers) } };
  }

  /**
   * Answers a counter-offer.
   *
   * @param {string} sessionId
   * @param {string} answerSdp
   * @returns {Promise<void>}
   */
  async sendAnswer(sessionId, answerSdp) {
    const known = this.#known(sessionId);
    const init = { method: "PATCH", body: answerSdp, headers: { "content-type": SDP } };
    const [response] = await this.#call("PATCH", sessionId, init, sessionId);
    const etag = response.headers.get("etag") ?? known.etag;
    this.#sessions.set(sessionId, { ...known, etag, local: answerSdp, answer: asAnswer(known.answer, answerSdp) });
  }

  /**
   * Trickles one candidate, or the end of them.
   *
   * @param {string} sessionId
   * @param {Candidate} candidate
   * @returns {Promise<void>}
   */
  async sendIceCandidate(sessionId, candidate) {
    await this.sendIceCandidates(sessionId, [candidate]);
  }

  /**
   * Trickles candidates in one request. Where the server does not trickle, they are dropped: it finds the way
   * by the browser's own checks.
   *
   * @param {string} sessionId
   * @param {Candidate[]} candidates
   * @returns {Promise<void>}
   */
  async sendIceCandidates(sessionId, candidates) {
    const known = this.#known(sessionId);
    if (!known.trickles || candidates.length === 0) return;
    try {
      await this.#patch(sessionId, fragmentOf(known.local, candidates), known.etag);
    } catch (error) {
      if (!NO_TRICKLE.has(/** @type {WebRTCSDPError} */ (error).code)) throw error;
      known.trickles = false;
    }
  }

  /**
   * Ends a session. The request outlives the page, so it may be made from pagehide.
   *
   * @param {string} sessionId
   * @returns {Promise<void>}
   */
  async closeSession(sessionId) {
    this.#known(sessionId);
    await this.#call("DELETE", sessionId, { method: "DELETE", keepalive: true, headers: {} }, sessionId);
    this.#sessions.delete(sessionId);
  }

  /**
   * @param {string} sessionId
   * @param {string} offer
   */
  async #restart(sessionId, offer) {
    const known = this.#known(sessionId);
    if (!restarts(known.local, offer)) {
      const message = "a session of WHIP or WHEP cannot be renegotiated, only its ICE be restarted";
      throw new WebRTCSDPError(message, { code: 422, reason: "whip.no-renegotiation", sessionId });
    }
    const body = fragmentOf(offer, []);
    const [response, fragment] = await this.#patch(sessionId, body, "*").catch((error) => {
      if (error.code !== 412) throw error;
      return this.#patch(sessionId, body, '"*"'); // it wants the quotes in figure 4 of RFC 9725 too
    });
    if (!/^a=ice-ufrag:/m.test(fragment)) throw lacking("PATCH", response, "a fragment with credentials", sessionId);
    const answer = restarted(known.answer, fragment);
    const etag = response.headers.get("etag");
    this.#sessions.set(sessionId, { ...known, local: offer, answer, etag });
    return { sessionId, answerSdp: answer, iceCandidates: [], iceServers: [] };
  }

  /** @param {string} sessionId */
  #known(sessionId) {
    const known = this.#sessions.get(sessionId);
    if (known) return known;
    throw new WebRTCSDPError("this client has no such session", { code: 404, reason: "session.not-found", sessionId });
  }

  /**
   * @param {string} sessionId
   * @param {string} body
   * @param {string | null} match The server's ETag as it was, byte for byte.
   */
  #patch(sessionId, body, match) {
    const headers = { "content-type": FRAGMENT, ...(match && { "if-match": match }) };
    return this.#call("PATCH", sessionId, { method: "PATCH", body, headers }, sessionId);
  }

  /**
   * @param {string} what
   * @param {string} url
   * @param {RequestInit & {headers: Record<string, string>}} init
   * @param {string} [sessionId]
   * @param {boolean} [counters] Whether a counter-offer will do.
   */
  async #call(what, url, init, sessionId, counters = false) {
    const read = async (/** @type {Response} */ response) => /** @type {const} */ ([response, await response.text()]);
    const [response, text] = await this.#caller.call(what, url, init, read, sessionId);
    const countered = counters && response.status === COUNTERED && text.startsWith("v=0");
    if (!response.ok && !countered) throw refusal(what, response, json(text), sessionId);
    return /** @type {const} */ ([response, text]);
  }
}

/** Playing from a WHEP endpoint, which may make a counter-offer. */
export class WhepClient extends WhipClient {
  counters = true;
}

/**
 * For how many milliseconds a counter-offer may be answered, by the server's own clock where it is told.
 *
 * @param {Headers} headers
 */
function validFor(headers) {
  const [, until = ""] = /;\s*valid-until="([^"]*)"/i.exec(headers.get("content-type") ?? "") ?? [];
  const now = Date.parse(headers.get("date") ?? "");
  const left = Date.parse(until) - (Number.isNaN(now) ? Date.now() : now);
  return Number.isNaN(left) ? VALID : Math.max(left, 0);
}

/**
 * A counter-offer as if it had been the answer: what an ICE restart begins with has its DTLS role, too.
 *
 * @param {string} offer
 * @param {string} answer What it was answered with.
 */
function asAnswer(offer, answer) {
  const role = /^a=setup:active\r?$/m.test(answer) ? "passive" : "active";
  return offer.replace(/^a=setup:\w+/gm, `a=setup:${role}`);
}

/**
 * A refusal as an error: in the server's words, where it has any that a program can read (RFC 9457).
 *
 * @param {string} what
 * @param {Response} response
 * @param {any} problem
 * @param {string} [sessionId]
 */
function refusal(what, { status: code, headers }, problem, sessionId) {
  const { detail, title, error, reason = "whip.refused", line, rule, issues } = problem ?? {};
  const message = [detail, title, error].find((words) => typeof words === "string") ?? `${what} was answered ${code}`;
  return new WebRTCSDPError(message, { code, reason, sessionId, line, rule, issues, retryAfter: retryAfter(headers) });
}

/**
 * @param {string} what
 * @param {Response} response
 * @param {string} lack
 * @param {string} [sessionId]
 */
function lacking(what, { status: code }, lack, sessionId) {
  const message = `${what} was answered ${code} without ${lack}`;
  return new WebRTCSDPError(message, { code, reason: BAD_RESPONSE, sessionId });
}

const LINK = /<([^>]*)>((?:\s*;\s*[\w-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g;
const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))/g;

/**
 * The ICE servers that Link names (RFC 9725 §4.6).
 *
 * @param {string | null} link
 * @returns {RTCIceServer[]}
 */
function iceServers(link) {
  return [...(link ?? "").matchAll(LINK)].flatMap(([, urls, text]) => {
    /** @type {Record<string, string>} */
    const found = {};
    for (const [, name, quoted, token] of text.matchAll(PARAMETER)) {
      found[name.toLowerCase()] ??= token ?? quoted.replace(/\\(.)/g, "$1");
    }
    const { rel = "", username, credential } = found;
    if (!rel.split(" ").includes("ice-server")) return [];
    return [{ urls, ...(username !== undefined && { username, credential }) }];
  });
}
