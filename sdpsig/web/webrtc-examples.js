/**
 * Small programs against a running server: how the client is used, and whether all of it works here.
 *
 * From the console of the reference page: `await new WebRTCSDPExamples().dataChannel()`.
 */

import { WebRTCSDPError } from "./calls.js";
import { CandidateOutbox } from "./outbox.js";
import { selectedPair } from "./pair.js";
import { WebRTCSDPSession } from "./session.js";
import { WebRTCSDPClient } from "./signaling.js";

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
export class WebRTCSDPExamples {
  #client;
  #log;
  /** @type {Set<Running>} */
  #running = new Set();

  /**
   * @param {WebRTCSDPClient} [client] Without one, the server that this script came from.
   * @param {(line: string) => void} [log]
   */
  constructor(client = new WebRTCSDPClient(new URL(".", import.meta.url)), log = console.log) {
    this.#client = client;
    this.#log = log;
  }

  /**
   * Camera and microphone: whatever the server sends back is in `received`.
   *
   * @param {MediaStreamConstraints} [constraints]
   * @returns {Promise<Running & OfSession & OfMedia>}
   */
  async basicPeerConnection(constraints = { audio: true, video: true }) {
    /** @type {MediaStream | undefined} */
    let stream;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    return this.#session("basicPeerConnection", { stop }, async ({ peer, session }, say) => {
      stream = await devices().getUserMedia(constraints);
      const received = new MediaStream();
      peer.addEventListener("track", ({ track }) => received.addTrack(track));
      for (const track of stream.getTracks()) peer.addTrack(track, stream);
      await session.open();
      await connected(peer);
      for (const { sender, currentDirection } of peer.getTransceivers()) {
        say(`${sender.track?.kind} is negotiated as ${currentDirection}`);
      }
      return { stream, received };
    });
  }

  /**
   * Candidates by hand, with no session object: kept until there is an id, sent in batches, and told one by one.
   *
   * @returns {Promise<Running & OfCandidates>}
   */
  async advancedCandidates() {
    const name = "advancedCandidates";
    const { peer, say } = await this.#peer(name);
    let sent = 0;
    /** @type {(value?: unknown) => void} */
    let told = () => {};
    const delivered = new Promise((resolve) => (told = resolve));
    const outbox = new CandidateOutbox(this.#client, {
      onsent: (candidates) => told(say(`sent ${candidates.length}, that makes ${(sent += candidates.length)}`)),
      onerror: ({ message }, candidates) => told(say(`${candidates.length} not taken: ${message}`)),
    });
    peer.addEventListener("icecandidate", ({ candidate }) => {
      say(candidate?.candidate ? `found ${candidate.type} ${candidate.protocol}` : "no more");
      if (candidate?.candidate !== "") outbox.add(candidate); // the empty one ends a section; null ends them all
    });
    /** @type {string | undefined} */
    let id;
    const close = async (/** @type {string} */ reason) => {
      outbox.stop();
      peer.close();
      if (id) await this.#client.closeSession(id, reason);
    };
    return this.#keep({ name, peer, close }, async () => {
      peer.createDataChannel("candidates");
      await peer.setLocalDescription();
      const { sdp } = /** @type {RTCSessionDescription} */ (peer.localDescription);
      const { sessionId, answerSdp, iceCandidates } = await this.#client.sendOffer(sdp);
      outbox.open((id = sessionId));
      await peer.setRemoteDescription({ type: "answer", sdp: answerSdp });
      for (const candidate of iceCandidates) await peer.addIceCandidate(candidate);
      await connected(peer);
      await delivered; // ICE may be faster than the first of them: the server has seen the browser's own checks
      const pair = await selectedPair(peer);
      say(`connected from ${pair?.local.candidateType} to ${pair?.remote.candidateType} over ${pair?.local.protocol}`);
      return { sessionId, sent, pair };
    });
  }

  /**
   * A data channel: every message comes back, text and bytes alike.
   *
   * @param {(string | Uint8Array<ArrayBuffer>)[]} [messages]
   * @returns {Promise<Running & OfSession & OfChannel>}
   */
  async dataChannel(messages = ["hello", new TextEncoder().encode("bytes"), "good-bye"]) {
    return this.#session("dataChannel", {}, async ({ peer, session }, say) => {
      const channel = peer.createDataChannel("chat");
      channel.binaryType = "arraybuffer";
      const opened = happens(channel, "open");
      await session.open();
      await connected(peer);
      await opened;
      const echoes = [];
      for (const message of messages) {
        const begin = performance.now();
        const echo = happens(channel, "message");
        channel.send(/** @type {string} */ (message));
        const { data } = /** @type {MessageEvent} */ (await echo);
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        say(`"${text}" came back after ${(performance.now() - begin).toFixed(1)} ms`);
        echoes.push(text);
      }
      return { channel, echoes };
    });
  }

  /**
   * Metadata: what the server's application is told beside the offer, and what it tells with the answer.
   *
   * @param {unknown} [metadata] Any JSON.
   * @returns {Promise<Running & OfSession & {metadata: unknown}>}
   */
  async metadata(metadata = { room: "lobby", name: "example" }) {
    return this.#session("metadata", { metadata }, async ({ peer, session }, say) => {
      peer.createDataChannel("metadata");
      const answer = await session.open();
      say(`the server answered with ${JSON.stringify(answer.metadata)}`);
      await connected(peer);
      return { metadata: answer.metadata };
    });
  }

  /**
   * An id of one's own: secret, unlike any other, and known before the server has answered.
   *
   * @returns {Promise<Running & OfSession & {sessionId: string}>}
   */
  async ownSessionId() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    const sessionId = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return this.#session("ownSessionId", { sessionId }, async ({ peer, session }, say) => {
      peer.createDataChannel("tracking");
      const answer = await session.open();
      say(answer.sessionId === sessionId ? "the server calls it as we do" : "the server has another name for it");
      await connected(peer);
      return { sessionId };
    });
  }

  /**
   * Errors: what is refused says why, and has changed nothing; the session opens all the same.
   *
   * @returns {Promise<Running & OfSession & {errors: WebRTCSDPError[]}>}
   */
  async errorHandling() {
    return this.#session("errorHandling", {}, async ({ peer, session }, say) => {
      peer.createDataChannel("errors");
      const { sdp = "" } = await peer.createOffer();
      /** @type {WebRTCSDPError[]} */
      const errors = [];
      for (const call of [
        () => this.#client.sendOffer("hello"),
        () => this.#client.sendOffer(sdp.replaceAll("a=ice-ufrag", "a=x-ufrag")),
        () => this.#client.closeSession("nobody"),
      ]) {
        try {
          await call();
        } catch (error) {
          if (!(error instanceof WebRTCSDPError)) throw error;
          const { code, reason, line, message } = error;
          say(`${code} ${reason}${line ? `, line ${line}` : ""}: ${message}`);
          errors.push(error);
        }
      }
      await session.open();
      await connected(peer);
      return { errors };
    });
  }

  /**
   * Several sessions at once through one client; each hears its own echo.
   *
   * @param {number} [count]
   * @returns {Promise<(Running & OfSession & OfChannel)[]>}
   */
  async concurrentSessions(count = 3) {
    const begin = performance.now();
    const sessions = await Promise.all(Array.from({ length: count }, (_, i) => this.dataChannel([`session ${i + 1}`])));
    this.#log(`concurrentSessions: ${count} sessions after ${(performance.now() - begin).toFixed(0)} ms`);
    return sessions;
  }

  /**
   * Closes what the examples have left open, on both sides.
   *
   * @param {Iterable<Running>} [running] Without it, all.
   * @returns {Promise<number>} How many the server has freed.
   */
  async cleanup(running = this.#running) {
    const ends = await Promise.allSettled([...running].map((one) => this.#close(one)));
    const freed = ends.filter(({ status }) => status === "fulfilled").length;
    this.#log(`cleanup: closed ${freed} of ${ends.length}`);
    return freed;
  }

  /** @param {Running} running */
  async #close(running) {
    this.#running.delete(running);
    await running.close("the example is over");
  }

  /** @param {string} name */
  async #peer(name) {
    const say = (/** @type {string} */ line) => this.#log(`${name}: ${line}`);
    const peer = new RTCPeerConnection({ iceServers: await this.#client.getIceServers() });
    peer.addEventListener("connectionstatechange", () => say(peer.connectionState));
    return { peer, say };
  }

  /**
   * An example around a session.
   *
   * @template {object} T
   * @param {string} name
   * @param {{metadata?: unknown, sessionId?: string, stop?: () => void}} options `stop` is called at its end.
   * @param {(made: OfSession & {peer: RTCPeerConnection}, say: (line: string) => void) => Promise<T>} work
   */
  async #session(name, { stop = () => {}, ...options }, work) {
    const { peer, say } = await this.#peer(name);
    const session = new WebRTCSDPSession(this.#client, peer, { ...options, onerror: ({ message }) => say(message) });
    const close = async (/** @type {string} */ reason) => {
      stop();
      await session.close(reason);
    };
    return this.#keep({ name, peer, session, close }, () => work({ peer, session }, say));
  }

  /**
   * Keeps what an example has opened for cleanup; one that fails leaves nothing open.
   *
   * @template {Running} R
   * @template {object} T
   * @param {R} running
   * @param {() => Promise<T>} work
   */
  async #keep(running, work) {
    this.#running.add(running);
    try {
      return Object.assign(running, await work());
    } catch (error) {
      await this.#close(running).catch(() => {});
      throw error;
    }
  }
}

/** Camera and microphone, which browsers give to secure pages only. */
function devices() {
  if (navigator.mediaDevices) return navigator.mediaDevices;
  throw new DOMException(`no camera or microphone at ${location.origin}: it takes https or localhost`, "NotAllowedError");
}

/**
 * Waits until a peer connection is connected, or will not be.
 *
 * @param {RTCPeerConnection} peer
 */
async function connected(peer) {
  while (peer.connectionState !== "connected") {
    if (peer.connectionState === "failed" || peer.connectionState === "closed") {
      throw new DOMException(`the connection is ${peer.connectionState}`, "NetworkError");
    }
    await happens(peer, "connectionstatechange");
  }
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @returns {Promise<Event>}
 */
function happens(target, name) {
  return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
}
