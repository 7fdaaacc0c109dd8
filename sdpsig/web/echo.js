/**
 * One echo call: a data channel to the server and back, set up through WebRTCSDPClient.
 *
 * Knows RTCPeerConnection and the client, never the page: all that it learns goes to `report`.
 */

import { WebRTCSDPError } from "./webrtc-client.js";

/** @typedef {import("./webrtc-client.js").WebRTCSDPClient} WebRTCSDPClient */
/** @typedef {import("./webrtc-client.js").Candidate} Candidate */
/** @typedef {"signaling" | "gathering" | "ice" | "connection"} Machine */
/** @typedef {"local" | "remote"} Side */

/**
 * @typedef {{kind: "state", machine: Machine, value: string}
 *   | {kind: "candidate", side: Side, candidate: RTCIceCandidate}
 *   | {kind: "description", side: Side, sdp: string}
 *   | {kind: "pair", local: RTCIceCandidateStats, remote: RTCIceCandidateStats}
 *   | {kind: "echo", rtt: number}
 *   | {kind: "note", text: string, bad?: boolean}
 *   | {kind: "connected"}
 *   | {kind: "closed"}
 *   | {kind: "failed", error: Error}} CallEvent
 */

/** @typedef {"pressed" | "offered" | "answered" | "ice" | "connected" | "echoed"} Milestone */

/** @type {Record<Machine, [event: string, state: (pc: RTCPeerConnection) => string]>} */
const MACHINES = {
  signaling: ["signalingstatechange", (pc) => pc.signalingState],
  gathering: ["icegatheringstatechange", (pc) => pc.iceGatheringState],
  ice: ["iceconnectionstatechange", (pc) => pc.iceConnectionState],
  connection: ["connectionstatechange", (pc) => pc.connectionState],
};

// A STUN or TURN server that does not answer would otherwise hold the offer back for many seconds.
const GATHERING_LIMIT = 2_000;

// DTLS follows ICE within a few round trips, so silence as long as this wants an explanation.
const DTLS_PATIENCE = 5_000;

const PING_INTERVAL = 500;

/** A data channel to the server that sends pings and times their echoes. */
export class EchoCall {
  pc = new RTCPeerConnection();
  /** @type {string | undefined} */
  sessionId;
  /** When each milestone was passed, on the clock of performance.now(). @type {Partial<Record<Milestone, number>>} */
  times = { pressed: performance.now() };
  /** @type {Record<Side, RTCIceCandidate[]>} */
  candidates = { local: [], remote: [] };

  #client;
  #trickle;
  #report;
  #ended = false;
  #pings = 0;
  #channel = this.pc.createDataChannel("echo");
  /** Candidates that no description has carried and no request has sent. @type {Candidate[]} */
  #unsent = [];
  /** The last of the requests that carry candidates; they go one after another, as the order of candidates matters. */
  #sending = Promise.resolve();

  /**
   * @param {WebRTCSDPClient} client
   * @param {{trickle: boolean}} options Whether to send the offer at once and every candidate as it comes.
   * @param {(event: CallEvent) => void} report
   */
  constructor(client, { trickle }, report) {
    this.#client = client;
    this.#trickle = trickle;
    this.#report = report;
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
    if (this.#end(reason)) this.#report({ kind: "closed" });
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
      this.#unsent.length = 0;
    }
    this.#pass("offered");
    this.#report({ kind: "description", side: "local", sdp });
    const { sessionId, answerSdp, iceCandidates } = await this.#client.sendOffer(sdp);
    this.sessionId = sessionId;
    if (this.#ended) return this.#release("closed before the answer");
    this.#pass("answered");
    this.#report({ kind: "description", side: "remote", sdp: answerSdp });
    this.#send(this.#unsent.splice(0));
    await this.#accept(answerSdp, iceCandidates);
  }

  /**
   * @param {string} sdp
   * @param {RTCIceCandidateInit[]} trickled
   */
  async #accept(sdp, trickled) {
    const inside = Array.from(sdp.matchAll(/^a=(candidate:.*)$/gm), ([, candidate]) => ({ candidate, sdpMLineIndex: 0 }));
    for (const init of [...inside, ...trickled]) {
      if (init.candidate) this.#found("remote", new RTCIceCandidate(init));
    }
    try {
      await this.pc.setRemoteDescription({ type: "answer", sdp });
      for (const init of trickled) await this.pc.addIceCandidate(init);
    } catch (cause) {
      throw new WebRTCSDPError(String(cause), { reason: "browser.answer-refused", sessionId: this.sessionId, cause });
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

  #watchStates() {
    for (const [machine, [event, state]] of /** @type {[Machine, (typeof MACHINES)[Machine]][]} */ (Object.entries(MACHINES))) {
      this.pc.addEventListener(event, () => this.#report({ kind: "state", machine, value: state(this.pc) }));
    }
    this.pc.addEventListener("iceconnectionstatechange", () => {
      if (this.pc.iceConnectionState !== "connected" || !this.#pass("ice")) return;
      setTimeout(() => {
        if (this.#ended || this.times.connected) return;
        this.#report({ kind: "note", bad: true, text: "ICE is connected, but DTLS is silent. Does the server run without its aiortc extra?" });
      }, DTLS_PATIENCE);
    });
    this.pc.addEventListener("connectionstatechange", () => {
      const { connectionState } = this.pc;
      if (connectionState === "connected" && this.#pass("connected")) this.#report({ kind: "connected" });
      if (connectionState === "failed") {
        this.#fail(new WebRTCSDPError("The connection failed.", { reason: "connection.failed", sessionId: this.sessionId }));
      }
    });
  }

  #watchCandidates() {
    this.pc.addEventListener("icecandidate", ({ candidate }) => {
      // The empty candidate ends one section and null ends them all: with one section, one of the two is enough.
      if (candidate?.candidate === "") return;
      if (candidate) this.#found("local", candidate);
      if (this.sessionId) this.#send([candidate]);
      else this.#unsent.push(candidate);
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

  /** @param {Candidate[]} candidates */
  #send(candidates) {
    const { sessionId } = this;
    if (!sessionId || candidates.length === 0) return;
    this.#sending = this.#sending.then(async () => {
      if (this.#ended) return;
      try {
        if (candidates.length > 1) await this.#client.sendIceCandidates(sessionId, candidates);
        else await this.#client.sendIceCandidate(sessionId, candidates[0]);
        this.#report({ kind: "note", text: `sent ${named(candidates)}` });
      } catch (error) {
        this.#report({ kind: "note", bad: true, text: `could not send ${named(candidates)}: ${/** @type {Error} */ (error).message}` });
      }
    });
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
      this.#report({ kind: "echo", rtt: performance.now() - then });
      if (this.#pass("echoed")) this.#reportPair();
      setTimeout(ping, PING_INTERVAL);
    });
    this.#channel.addEventListener("close", () => {
      this.#fail(new WebRTCSDPError("The server closed the data channel.", { reason: "connection.closed", sessionId: this.sessionId }));
    });
  }

  async #reportPair() {
    const stats = await this.pc.getStats();
    // Chromium names the pair in use in the transport's statistics, Firefox marks the pair itself.
    const all = [...stats.values()];
    const transport = all.find((entry) => entry.type === "transport");
    const pair = stats.get(transport?.selectedCandidatePairId) ?? all.find((entry) => entry.type === "candidate-pair" && entry.selected);
    if (pair) this.#report({ kind: "pair", local: stats.get(pair.localCandidateId), remote: stats.get(pair.remoteCandidateId) });
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

  /** @param {Error} error */
  #fail(error) {
    if (this.#end("failed")) this.#report({ kind: "failed", error });
  }

  /**
   * Stops everything, once; false when it has ended before.
   *
   * @param {string} reason
   */
  #end(reason) {
    if (this.#ended) return false;
    this.#ended = true;
    this.pc.close();
    this.#release(reason);
    return true;
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
      (error) => this.#report({ kind: "note", bad: true, text: `the server did not close the session: ${error.message}` }),
    );
  }
}

/** @param {Candidate[]} candidates */
function named(candidates) {
  const count = candidates.filter(Boolean).length;
  const end = count < candidates.length ? "end-of-candidates" : "";
  return [count && `${count} candidate${count > 1 ? "s" : ""}`, end].filter(Boolean).join(" and ");
}
