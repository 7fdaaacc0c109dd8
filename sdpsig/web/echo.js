/**
 * One echo call: a data channel to the server and back, set up through WebRTCSDPClient.
 *
 * Knows RTCPeerConnection and the client, never the page: all that it learns goes to `report`.
 */

import { WebRTCSDPError } from "./calls.js";
import { CandidateOutbox } from "./outbox.js";
import { selectedPair } from "./pair.js";

/** @typedef {import("./signaling.js").WebRTCSDPClient} WebRTCSDPClient */
/** @typedef {import("./signaling.js").Candidate} Candidate */
/** @typedef {"signaling" | "gathering" | "ice" | "connection"} Machine */
/** @typedef {"local" | "remote"} Side */
/** @typedef {import("./pair.js").CandidateStats} CandidateStats */

/**
 * @typedef {{kind: "state", machine: Machine, value: string}
 *   | {kind: "candidate", side: Side, candidate: RTCIceCandidate}
 *   | {kind: "description", side: Side, sdp: string}
 *   | {kind: "pair", local: CandidateStats, remote: CandidateStats}
 *   | {kind: "echo", rtt: number}
 *   | {kind: "note", text: string, bad?: boolean}
 *   | {kind: "connected"}
 *   | {kind: "closed"}
 *   | {kind: "failed", error: Error}} CallEvent
 */

/** @typedef {"pressed" | "offered" | "answered" | "ice" | "connected" | "echoed"} Milestone */

/** @type {{name: Machine, event: string, state: (pc: RTCPeerConnection) => string}[]} */
const MACHINES = [
  { name: "signaling", event: "signalingstatechange", state: (pc) => pc.signalingState },
  { name: "gathering", event: "icegatheringstatechange", state: (pc) => pc.iceGatheringState },
  { name: "ice", event: "iceconnectionstatechange", state: (pc) => pc.iceConnectionState },
  { name: "connection", event: "connectionstatechange", state: (pc) => pc.connectionState },
];

// A STUN or TURN server that does not answer would otherwise hold the offer back for many seconds.
const GATHERING_LIMIT = 2_000;

// DTLS follows ICE within a few round trips, so silence as long as this wants an explanation.
const DTLS_PATIENCE = 5_000;

const PING_INTERVAL = 500;

/** A data channel to the server that sends pings and times their echoes. */
export class EchoCall {
  /** When each milestone was passed, on the clock of performance.now(). @type {Partial<Record<Milestone, number>>} */
  times = { pressed: performance.now() };
  pc = new RTCPeerConnection();
  /** @type {string | undefined} */
  sessionId;
  /** @type {Record<Side, RTCIceCandidate[]>} */
  candidates = { local: [], remote: [] };

  #client;
  #trickle;
  #report;
  #ended = false;
  #pings = 0;
  #channel = this.pc.createDataChannel("echo");
  #outbox;

  /**
   * @param {WebRTCSDPClient} client
   * @param {{trickle: boolean}} options Whether to send the offer at once and every candidate as it comes.
   * @param {(event: CallEvent) => void} report
   */
  constructor(client, { trickle }, report) {
    this.#client = client;
    this.#trickle = trickle;
    this.#report = report;
    this.#outbox = new CandidateOutbox(client, {
      onsent: (candidates) => report({ kind: "note", text: `sent ${named(candidates)}` }),
      onerror: (error, candidates) => this.#note(`could not send ${named(candidates)}`, error),
    });
    this.#watchStates();
    this.#watchCandidates();
    this.#watchChannel();
  }

  /** Negotiates; whatever goes wrong is reported, not thrown. */
  async start() {
    try {
      await this.#negotiate();
    } catch (error) {
      this.#fail(/** @type {Error} */ (error));
    }
  }

  /**
   * Ends the call on both sides.
   *
   * @param {string} reason What the server is told.
   */
  close(reason) {
    if (this.#ended) return;
    this.#end(reason);
    this.#reportStates();
    this.#report({ kind: "closed" });
  }

  async #negotiate() {
    const { pc } = this;
    // The servers are only needed once gathering begins, so the offer is made while they are on their way.
    const [iceServers, offer] = await Promise.all([this.#client.getIceServers(), pc.createOffer()]);
    if (this.#ended) return;
    pc.setConfiguration({ iceServers });
    await Promise.all([pc.setLocalDescription(offer), this.#trickle || this.#gathered()]);
    if (this.#ended) return;

    let sdp = offer.sdp ?? "";
    if (!this.#trickle) {
      sdp = pc.localDescription?.sdp ?? sdp;
      this.#outbox.clear();
    }
    this.#pass("offered");
    this.#report({ kind: "description", side: "local", sdp });
    const { sessionId, answerSdp, iceCandidates } = await this.#client.sendOffer(sdp);
    this.sessionId = sessionId;
    if (this.#ended) return this.#release("closed before the answer");
    this.#pass("answered");
    this.#report({ kind: "description", side: "remote", sdp: answerSdp });
    this.#outbox.open(sessionId);
    await this.#accept(answerSdp, iceCandidates);
  }

  /**
   * @param {string} sdp
   * @param {RTCIceCandidateInit[]} trickled
   */
  async #accept(sdp, trickled) {
    for (const [, candidate] of sdp.matchAll(/^a=(candidate:.*)$/gm)) {
      this.#found("remote", new RTCIceCandidate({ candidate, sdpMLineIndex: 0 }));
    }
    for (const init of trickled) {
      if (init.candidate) this.#found("remote", new RTCIceCandidate(init));
    }
    try {
      await this.pc.setRemoteDescription({ type: "answer", sdp });
      for (const init of trickled) await this.pc.addIceCandidate(init);
    } catch (cause) {
      throw this.#fault("browser.answer-refused", String(cause));
    }
  }

  /** Waits until every candidate is known, but not longer than GATHERING_LIMIT. */
  #gathered() {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const timer = setTimeout(resolve, GATHERING_LIMIT);
        this.pc.addEventListener("icecandidate", ({ candidate }) => {
          if (candidate) return;
          clearTimeout(timer);
          resolve();
        });
      })
    );
  }

  #reportStates() {
    for (const { name, state } of MACHINES) this.#report({ kind: "state", machine: name, value: state(this.pc) });
  }

  #watchStates() {
    for (const { name, event, state } of MACHINES) {
      this.pc.addEventListener(event, () => this.#report({ kind: "state", machine: name, value: state(this.pc) }));
    }
    this.pc.addEventListener("iceconnectionstatechange", () => {
      if (this.pc.iceConnectionState !== "connected" || !this.#pass("ice")) return;
      setTimeout(() => this.#missDtls(), DTLS_PATIENCE);
    });
    this.pc.addEventListener("connectionstatechange", () => {
      const { connectionState } = this.pc;
      if (connectionState === "connected" && this.#pass("connected")) this.#report({ kind: "connected" });
      if (connectionState === "failed") this.#fail(this.#fault("connection.failed", "The connection failed."));
    });
  }

  #missDtls() {
    if (this.#ended || this.times.connected) return;
    const text = "ICE is connected, but DTLS is silent: does the server run without its aiortc extra?";
    this.#report({ kind: "note", bad: true, text });
  }

  #watchCandidates() {
    this.pc.addEventListener("icecandidate", ({ candidate }) => {
      // The empty candidate ends one section and null ends them all: with one section, one of the two is enough.
      if (candidate?.candidate === "") return;
      if (candidate) this.#found("local", candidate);
      this.#outbox.add(candidate);
    });
  }

  /**
   * @param {Side} side
   * @param {RTCIceCandidate} candidate
   */
  #found(side, candidate) {
    this.candidates[side].push(candidate);
    this.#report({ kind: "candidate", side, candidate });
  }

  #watchChannel() {
    /** @type {Map<string, number>} */
    const sent = new Map();
    const ping = () => {
      if (this.#channel.readyState !== "open") return;
      const text = `ping ${++this.#pings}`;
      sent.set(text, performance.now());
      this.#channel.send(text);
    };
    this.#channel.addEventListener("open", ping);
    this.#channel.addEventListener("message", ({ data }) => {
      const [text] = /ping \d+$/.exec(String(data)) ?? [""];
      const then = sent.get(text);
      if (then === undefined) return;
      sent.delete(text);
      const rtt = performance.now() - then;
      if (this.#pass("echoed")) this.#reportPair();
      this.#report({ kind: "echo", rtt });
      setTimeout(ping, PING_INTERVAL);
    });
    this.#channel.addEventListener("close", () => {
      this.#fail(this.#fault("connection.closed", "The server closed the data channel."));
    });
  }

  async #reportPair() {
    const pair = await selectedPair(this.pc);
    if (pair) this.#report({ kind: "pair", ...pair });
  }

  /**
   * Reports a fault that the call survives.
   *
   * @param {string} text
   * @param {unknown} error
   */
  #note(text, error) {
    this.#report({ kind: "note", bad: true, text: `${text}: ${/** @type {Error} */ (error).message}` });
  }

  /**
   * Notes the time of a milestone; false when it was passed before.
   *
   * @param {Milestone} milestone
   */
  #pass(milestone) {
    if (milestone in this.times) return false;
    this.times[milestone] = performance.now();
    return true;
  }

  /**
   * A fault of the connection, in the same shape as one of signaling.
   *
   * @param {string} reason
   * @param {string} message
   */
  #fault(reason, message) {
    return new WebRTCSDPError(message, { reason, sessionId: this.sessionId });
  }

  /** @param {Error} error */
  #fail(error) {
    if (this.#ended) return;
    this.#reportStates();
    this.#end("failed");
    this.#report({ kind: "failed", error });
  }

  /**
   * Stops everything, the server's session first.
   *
   * @param {string} reason
   */
  #end(reason) {
    this.#ended = true;
    this.#outbox.stop();
    this.#release(reason);
    this.pc.close();
  }

  /**
   * Frees the session on the server, if there is one.
   *
   * @param {string} reason
   */
  #release(reason) {
    if (!this.sessionId) return;
    this.#client.closeSession(this.sessionId, reason).then(
      () => this.#report({ kind: "note", text: "the server has freed the session" }),
      (error) => this.#note("the server did not close the session", error),
    );
  }
}

/** @param {Candidate[]} candidates */
function named(candidates) {
  const count = candidates.filter(Boolean).length;
  const end = count < candidates.length ? "end-of-candidates" : "";
  return [count && `${count} candidate${count > 1 ? "s" : ""}`, end].filter(Boolean).join(" and ");
}
