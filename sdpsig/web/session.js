/**
 * One session with the server, from the first offer to the close: what an RTCPeerConnection needs around it.
 *
 * Knows the peer connection and the client. Who offers when is perfect negotiation as W3C describes it
 * (webrtc-pc §10.7): where two offers meet, the polite side takes its own back.
 */

import { WebRTCSDPError } from "./calls.js";
import { watchNetwork } from "./network.js";
import { CandidateOutbox } from "./outbox.js";
import { PATIENCE, pausing, retrying } from "./retry.js";

/** @typedef {import("./signaling.js").Answer} Answer */
/** @typedef {import("./signaling.js").Candidate} Candidate */
/** @typedef {import("./signaling.js").SessionEvent} SessionEvent */
/** @typedef {import("./signaling.js").WebRTCSDPClient} WebRTCSDPClient */
/** @typedef {Answer & {counterOffer?: import("./whip.js").CounterOffer}} Opened What an offer has led to. */
/**
 * What a session needs of a client; the last two only where the server may offer.
 *
 * @typedef {Pick<WebRTCSDPClient, "sendIceCandidate" | "sendIceCandidates" | "closeSession">
 *   & {sendOffer: (...offer: Parameters<WebRTCSDPClient["sendOffer"]>) => Promise<Opened>}
 *   & Partial<Pick<WebRTCSDPClient, "events" | "sendAnswer">>} SignalingClient
 */

/**
 * @typedef {object} SessionOptions
 * @property {string} [sessionId] An id of your choice, where the server allows that.
 * @property {unknown} [metadata] Any JSON; the server's application sees it.
 * @property {number} [window] Milliseconds within which candidates travel together.
 * @property {number} [patience] Milliseconds for which an unreachable server is tried.
 * @property {boolean} [events] Whether to listen to the server: to its candidates, its offers, and its end.
 * @property {boolean} [polite] Whether our offer gives way where it meets one of the server's.
 * @property {(error: Error) => void} [onerror] Told what went wrong where nobody waits for it.
 * @property {(reason: string) => void} [onclose] Told that the server has ended the session, and why.
 */

// As long as a path may be silent before another one is looked for: most come back by themselves.
const DISCONNECTED_GRACE = 10_000;

// How long the server's word on a close is waited for before the connection ends: it would be a mere loss otherwise.
const GOODBYE = 500;

// Two offers that met, where nobody gives way (RFC 3261 §14.1): how often and how soon ours is made again.
const ATTEMPTS = 5;
const LONGEST_PAUSE = 2_000;

/** A session of one RTCPeerConnection with the server. */
export class WebRTCSDPSession {
  /** Set by the server's answer. @type {string | undefined} */
  sessionId;

  #client;
  #peer;
  #options;
  #onerror;
  #outbox;
  #stop = new AbortController();
  #opened = false;
  /** Our offer that is not answered. @type {{sdp: string} | undefined} */
  #offer;
  /** @type {Promise<Opened | undefined> | undefined} */
  #negotiation;
  /** The round trip of an offer, one of those that a negotiation may take. @type {Promise<Opened | undefined> | undefined} */
  #exchanging;
  /** Whether something has changed since the offer that is under way. */
  #again = false;
  /** Whether the last offer was refused: the same one would be, too. */
  #refused = false;
  /** Whether the server has made an offer of its own instead of answering: then only restarts are offered. */
  #countered = false;
  /** An offer of the server's that had to give way to ours. @type {{sdp: string} | undefined} */
  #ignored;
  /** How many offers of the server have been applied. */
  #applied = 0;
  /** Descriptions are applied one after another. @type {Promise<unknown>} */
  #turn = Promise.resolve();

  /**
   * Listens to the peer connection from now on, so make the session before what it is to negotiate.
   *
   * @param {SignalingClient} client
   * @param {RTCPeerConnection} peer The session's own: it closes with it.
   * @param {SessionOptions} [options]
   */
  constructor(client, peer, options = {}) {
    const { window, patience, onerror = console.error } = options;
    const { signal } = this.#stop;
    if (options.events && !client.events) throw new TypeError(`a ${client.constructor.name} tells no events`);
    this.#client = client;
    this.#peer = peer;
    this.#options = options;
    this.#onerror = onerror;
    this.#outbox = new CandidateOutbox(client, { window, patience, onerror });
    peer.addEventListener("icecandidate", ({ candidate }) => this.#found(candidate), { signal });
    peer.addEventListener("negotiationneeded", () => this.#needed(), { signal });
    peer.addEventListener("connectionstatechange", () => this.#watch(), { signal });
    watchNetwork(() => this.restartIce(), signal);
    globalThis.addEventListener?.("pagehide", () => this.close("page closed").catch(() => {}), { signal });
  }

  /**
   * Sends the first offer and applies its answer; candidates follow by themselves.
   *
   * @returns {Promise<Opened>}
   */
  async open() {
    if (this.#opened) throw new DOMException("the session has been opened before", "InvalidStateError");
    this.#opened = true;
    try {
      const answer = await this.#once(() => this.#exchange());
      if (answer && this.#options.events) this.#listen();
      if (answer) return answer;
    } catch (error) {
      this.#opened = false;
      throw error;
    }
    throw new DOMException("the session was closed before it was open", "AbortError");
  }

  /** Makes an offer now. Whatever the peer connection needs is offered without it; after a refusal nothing is. */
  async negotiate() {
    if (!this.sessionId || this.#stop.signal.aborted) return;
    this.#refused = false;
    if (this.#negotiation) this.#again = true;
    else await this.#once(() => this.#insist());
  }

  /** Looks for new paths to the server. A change of network and a connection that failed do so by themselves. */
  restartIce() {
    if (!this.sessionId || this.#stop.signal.aborted) return;
    this.#peer.restartIce();
    // The need is an old one by now, and told only once; or it is told and not heeded.
    if (this.#refused || this.#countered) this.negotiate();
  }

  /**
   * Ends the session on both sides. The server is told first, but the connection does not wait for it for long.
   *
   * @param {string} [reason] What the server is told.
   */
  async close(reason) {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#outbox.stop();
    const released = this.#release(reason);
    await Promise.race([released.catch(() => {}), pausing(GOODBYE)]);
    this.#peer.close();
    await released;
  }

  #needed() {
    if (this.#countered) return;
    if (this.#negotiation) this.#again = true;
    else if (!this.#refused) this.negotiate();
  }

  /** @param {RTCIceCandidate | null} candidate */
  #found(candidate) {
    // An empty candidate ends one section. The null that ends them all will follow.
    if (candidate?.candidate !== "") this.#outbox.add(candidate);
  }

  async #watch() {
    const { signal } = this.#stop;
    if (this.#peer.connectionState === "disconnected") await pausing(DISCONNECTED_GRACE, signal);
    else if (this.#peer.connectionState !== "failed") return;
    const { connectionState } = this.#peer;
    if (connectionState === "disconnected" || connectionState === "failed") this.restartIce();
  }

  /**
   * @param {() => Promise<Opened | undefined>} work
   */
  async #once(work) {
    this.#again = false;
    try {
      return await (this.#negotiation = work());
    } finally {
      this.#negotiation = undefined;
      if (this.#again && !this.#refused) this.negotiate();
    }
  }

  /** Makes an offer, once more where it has met one of the server's; whatever else goes wrong is reported. */
  async #insist() {
    const { signal } = this.#stop;
    const applied = this.#applied;
    for (let attempt = 1; !signal.aborted && applied === this.#applied; attempt++) {
      this.#again = false;
      try {
        return await this.#exchange();
      } catch (cause) {
        const error = /** @type {WebRTCSDPError} */ (cause);
        // Taken back for an offer of the server's: what is still needed the peer connection asks for again.
        if (signal.aborted || applied !== this.#applied) return;
        if (error.code !== 409 || attempt === ATTEMPTS) {
          this.#refused = true;
          this.#onerror(error);
          return;
        }
      }
      await pausing(Math.random() * LONGEST_PAUSE, signal);
    }
  }

  #exchange() {
    return (this.#exchanging = this.#roundTrip());
  }

  /** One offer and its answer, or a counter-offer. The peer connection is free in between: the server may offer, too. */
  async #roundTrip() {
    const offer = await this.#exclusively(() => this.#makeOffer());
    if (!offer) return;
    let answer;
    try {
      answer = await this.#retrying(() => this.#send(offer));
    } catch (error) {
      await this.#exclusively(() => this.#takeBack(offer));
      throw error;
    }
    this.sessionId = answer.sessionId;
    if (this.#stop.signal.aborted) return this.#release("closed before the answer");
    await this.#exclusively(() => (answer.counterOffer ? this.#takeUp(offer, answer.counterOffer) : this.#accept(offer, answer)));
    return answer;
  }

  /** @param {{sdp: string}} offer */
  #send({ sdp }) {
    const { sessionId, metadata } = this.#options;
    if (this.sessionId) return this.#client.sendOffer(sdp, this.sessionId);
    return this.#client.sendOffer(sdp, sessionId, metadata);
  }

  async #makeOffer() {
    const peer = this.#peer;
    if (this.#stop.signal.aborted || peer.signalingState !== "stable") return;
    this.#outbox.hold(); // the server will not know the new ones before it knows the offer
    await peer.setLocalDescription();
    const { sdp } = /** @type {RTCSessionDescription} */ (peer.localDescription);
    return (this.#offer = { sdp });
  }

  /**
   * @param {{sdp: string}} offer
   * @param {Answer} answer
   */
  async #accept(offer, { sessionId, answerSdp, iceCandidates }) {
    if (this.#offer !== offer) return; // it was taken back, and its answer is stale
    this.#outbox.open(sessionId);
    try {
      await this.#peer.setRemoteDescription({ type: "answer", sdp: answerSdp });
      for (const candidate of iceCandidates) await this.#peer.addIceCandidate(candidate);
      this.#offer = this.#ignored = undefined;
    } catch (cause) {
      if (this.#stop.signal.aborted) return;
      await this.#takeBack(offer);
      throw new WebRTCSDPError(String(cause), { reason: "browser.answer-refused", sessionId, cause });
    }
  }

  /**
   * Gives ours up for what the server would rather offer (WHEP).
   *
   * @param {{sdp: string}} offer
   * @param {{sdp: string, validFor: number}} counterOffer
   */
  async #takeUp(offer, { sdp, validFor }) {
    if (this.#offer !== offer) return;
    const peer = this.#peer;
    this.#countered = true;
    this.#again = false;
    try {
      await this.#reply(sdp, undefined, validFor);
    } catch (cause) {
      if (this.#stop.signal.aborted) return;
      this.#countered = false;
      await this.#takeBack(offer);
      if (peer.signalingState === "have-remote-offer") await peer.setRemoteDescription({ type: "rollback" });
      if (cause instanceof WebRTCSDPError) throw cause;
      throw new WebRTCSDPError(String(cause), { reason: "browser.offer-refused", sessionId: this.sessionId, cause });
    }
    // What was asked for has not come; what came is another, and nothing more is to be negotiated.
    for (const one of peer.getTransceivers()) if (one.mid === null) one.stop();
    this.#resume();
  }

  /** @param {{sdp: string}} offer */
  async #takeBack(offer) {
    const peer = this.#peer;
    if (this.#offer !== offer || this.#stop.signal.aborted) return;
    this.#offer = undefined;
    if (peer.signalingState === "have-local-offer") await peer.setLocalDescription({ type: "rollback" });
    this.#resume();
  }

  /** Lets candidates go, but none of an offer that was taken back. */
  #resume() {
    this.#outbox.clear((candidate) => belongs(candidate, this.#peer.localDescription));
    if (this.sessionId) this.#outbox.open(this.sessionId);
  }

  async #listen() {
    const { signal } = this.#stop;
    const sessionId = /** @type {string} */ (this.sessionId);
    try {
      const events = this.#client.events?.(sessionId, { patience: Infinity, signal }); // as long as the session lives
      for await (const event of events ?? []) await this.#hear(event);
    } catch (error) {
      if (!signal.aborted) this.#onerror(/** @type {Error} */ (error));
    }
  }

  /** @param {SessionEvent} event */
  async #hear({ type, data }) {
    if (this.#stop.signal.aborted) return;
    if (type === "candidate") await this.#addCandidate(data);
    else if (type === "offer") await this.#exclusively(() => this.#answer(data));
    else if (type === "restart-suggested") this.#suggested();
    else if (type === "closed") this.#ended(data.reason);
  }

  /** The server hears nothing. Where we hear nothing either, new paths are under way. */
  #suggested() {
    if (this.#peer.connectionState === "connected") this.restartIce();
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #addCandidate(candidate) {
    const ignored = belongs(candidate, this.#ignored);
    const known = ignored || belongs(candidate, this.#peer.remoteDescription);
    if (this.#offer && !known) await this.#exchanging?.catch(() => {}); // its answer may be on its way
    try {
      await this.#peer.addIceCandidate(candidate);
    } catch (error) {
      if (this.#stop.signal.aborted || ignored) return;
      this.#onerror(/** @type {Error} */ (error));
    }
  }

  /** @param {{sdp: {sdp: string}, offer_id?: string}} offer */
  async #answer({ sdp: { sdp }, offer_id }) {
    const peer = this.#peer;
    if (this.#offer && this.#options.polite === false) {
      this.#ignored = { sdp };
      return;
    }
    try {
      await this.#reply(sdp, offer_id);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (peer.signalingState === "have-remote-offer") await peer.setRemoteDescription({ type: "rollback" });
      this.#onerror(/** @type {Error} */ (error));
    }
    if (!this.#offer) this.#resume();
  }

  /**
   * Applies an offer of the server's, which takes back one of ours, and answers it.
   *
   * @param {string} sdp
   * @param {string} [offerId]
   * @param {number} [patience] Milliseconds for which an answer is worth while.
   */
  async #reply(sdp, offerId, patience = Infinity) {
    const peer = this.#peer;
    this.#outbox.hold();
    await peer.setRemoteDescription({ type: "offer", sdp });
    this.#offer = this.#ignored = undefined;
    this.#refused = false;
    this.#applied++;
    await peer.setLocalDescription();
    const answer = /** @type {RTCSessionDescription} */ (peer.localDescription).sdp;
    const sessionId = /** @type {string} */ (this.sessionId);
    await this.#retrying(async () => this.#client.sendAnswer?.(sessionId, answer, offerId), patience);
  }

  /** @param {string} reason */
  #ended(reason) {
    this.#stop.abort();
    this.#outbox.stop();
    this.#peer.close();
    this.#options.onclose?.(reason);
  }

  /**
   * Frees the session on the server, if there is one.
   *
   * @param {string} [reason]
   * @returns {Promise<undefined>}
   */
  async #release(reason) {
    const { sessionId } = this;
    if (!sessionId) return;
    try {
      const { patience } = this.#options;
      await retrying(() => this.#client.closeSession(sessionId, reason), { patience });
    } catch (error) {
      if (/** @type {WebRTCSDPError} */ (error).code !== 404) throw error;
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} call
   * @param {number} [longest] Milliseconds after which it would be in vain.
   */
  #retrying(call, longest = Infinity) {
    const patience = Math.min(this.#options.patience ?? PATIENCE, longest);
    return retrying(call, { patience, signal: this.#stop.signal });
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #exclusively(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/**
 * Whether a candidate may be of a description: of a section that is in it, with a transport that is in it.
 * What the candidate does not name, and the end of all candidates, fits every description.
 *
 * @param {Candidate} candidate
 * @param {{sdp: string} | null | undefined} description
 */
function belongs(candidate, description) {
  if (!description) return false;
  const lines = description.sdp.split(/\r?\n/);
  const has = (/** @type {string} */ name, /** @type {string | null | undefined} */ value) =>
    value == null || lines.includes(`a=${name}:${value}`);
  return has("mid", candidate?.sdpMid) && has("ice-ufrag", candidate?.usernameFragment);
}
