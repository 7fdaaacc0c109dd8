/**
 * The way of local candidates to the server: kept until the session is there, sent together and in their order.
 *
 * Knows the client and time; never an RTCPeerConnection.
 */

import { retrying } from "./retry.js";
import { deliver } from "./signaling.js";

/** @typedef {import("./signaling.js").Candidate} Candidate */
/** @typedef {import("./calls.js").WebRTCSDPError} WebRTCSDPError */
/** @typedef {Pick<import("./signaling.js").WebRTCSDPClient, "sendIceCandidate" | "sendIceCandidates">} Carrier */

/** Milliseconds within which candidates travel together: most host candidates are found at once. */
const WINDOW = 50;

// A server decodes only so many items of one array.
const MOST_AT_ONCE = 50;

/** Local candidates of one session, from onicecandidate to the server. */
export class CandidateOutbox {
  #carrier;
  #window;
  #patience;
  #onsent;
  #onerror;
  /** @type {Candidate[]} */
  #waiting = [];
  /** @type {string | undefined} */
  #sessionId;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sending = false;
  #stop = new AbortController();

  /**
   * @param {Carrier} carrier
   * @param {object} [options]
   * @param {number} [options.window] Milliseconds that a candidate waits for others.
   * @param {number} [options.patience] Milliseconds for which an unreachable server is tried.
   * @param {(candidates: Candidate[]) => void} [options.onsent]
   * @param {(error: WebRTCSDPError, candidates: Candidate[]) => void} [options.onerror] What was not taken, and why.
   */
  constructor(carrier, { window = WINDOW, patience, onsent = () => {}, onerror = () => {} } = {}) {
    this.#carrier = carrier;
    this.#window = window;
    this.#patience = patience;
    this.#onsent = onsent;
    this.#onerror = onerror;
  }

  /**
   * Takes a candidate; null, which ends them, does not wait for company.
   *
   * @param {Candidate} candidate
   */
  add(candidate) {
    if (this.#stop.signal.aborted) return;
    // An end that others follow was that of an ICE generation before: it would end theirs.
    this.#waiting = this.#waiting.filter((one) => one !== null);
    this.#waiting.push(candidate);
    if (!this.#sessionId) return;
    if (candidate === null) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#window);
  }

  /**
   * Sends what waits and all that follows, now that the server knows the session.
   *
   * @param {string} sessionId
   */
  open(sessionId) {
    this.#sessionId = sessionId;
    this.#flush();
  }

  /** Keeps what follows until the next open: it may belong to an offer that the server has not seen. */
  hold() {
    this.#sessionId = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Forgets what waits, or what of it does not pass.
   *
   * @param {(candidate: Candidate) => boolean} [keep]
   */
  clear(keep = () => false) {
    this.#waiting = this.#waiting.filter(keep);
  }

  /** Sends nothing any more. */
  stop() {
    this.hold();
    this.clear();
    this.#stop.abort();
  }

  async #flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#sending) return;
    this.#sending = true;
    while (this.#sessionId && this.#waiting.length > 0) {
      await this.#deliver(this.#sessionId, this.#waiting.splice(0, MOST_AT_ONCE));
    }
    this.#sending = false;
  }

  /**
   * @param {string} sessionId
   * @param {Candidate[]} batch
   */
  async #deliver(sessionId, batch) {
    const { signal } = this.#stop;
    const options = { patience: this.#patience, signal };
    const undelivered = await deliver(batch, async (some) => {
      if (signal.aborted) return;
      await retrying(() => this.#send(sessionId, some), options);
      if (!signal.aborted) this.#onsent(some);
    });
    for (const { error, candidates } of undelivered) {
      if (signal.aborted) return;
      this.#onerror(error, candidates);
      if (error.code === 404) this.stop(); // there is no such session any more
    }
  }

  /**
   * A candidate alone travels as every server of this API knows it.
   *
   * @param {string} sessionId
   * @param {Candidate[]} candidates
   */
  #send(sessionId, candidates) {
    if (candidates.length > 1) return this.#carrier.sendIceCandidates(sessionId, candidates);
    return this.#carrier.sendIceCandidate(sessionId, candidates[0]);
  }
}
