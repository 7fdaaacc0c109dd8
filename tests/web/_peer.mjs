/** As much of an RTCPeerConnection as signaling sees: its states, its needs, and its descriptions in words. */

export class Peer extends EventTarget {
  signalingState = "stable";
  connectionState = "new";
  localDescription = null;
  remoteDescription = null;
  candidates = [];
  log = [];
  #stable = { local: null, remote: null };
  #generation = 1;
  #needs = false;
  #offered = false;

  /** Something is to be negotiated, as after addTrack. */
  change() {
    this.#needs = true;
    this.#tell();
  }

  restartIce() {
    this.log.push("restart");
    this.#generation++;
    this.change();
  }

  /** A candidate that gathering has found. */
  find(candidate) {
    const usernameFragment = candidate && `uf${this.#generation}`;
    const event = { candidate: candidate && { sdpMid: "0", sdpMLineIndex: 0, usernameFragment, ...candidate } };
    this.dispatchEvent(Object.assign(new Event("icecandidate"), event));
  }

  connection(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  async setLocalDescription({ type } = {}) {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
    if (type === "rollback") return this.#rollback();
    const answers = this.signalingState === "have-remote-offer";
    this.log.push(answers ? "answer" : "offer");
    const sdp = `local ${this.log.length}\r\na=mid:0\r\na=ice-ufrag:uf${this.#generation}\r\n`;
    this.localDescription = { type: answers ? "answer" : "offer", sdp };
    if (answers) return this.#settle();
    this.signalingState = "have-local-offer";
    this.#offered = this.#needs;
    this.#needs = false;
  }

  async setRemoteDescription({ type, sdp }) {
    if (sdp.includes("unfit")) throw new DOMException("it does not fit", "OperationError");
    if (type === "offer" && this.signalingState === "have-local-offer") this.#rollback();
    this.log.push(`${type} applied`);
    this.remoteDescription = { type, sdp };
    if (type === "offer") this.signalingState = "have-remote-offer";
    else this.#settle();
  }

  async addIceCandidate(candidate) {
    if (candidate.usernameFragment === "unknown") throw new DOMException("unknown ufrag", "OperationError");
    this.candidates.push(candidate);
  }

  getTransceivers() {
    return [{ mid: "0" }, { mid: null, stop: () => this.log.push("stopped") }];
  }

  close() {
    this.signalingState = "closed";
    this.log.push("closed");
  }

  #settle() {
    this.signalingState = "stable";
    this.#stable = { local: this.localDescription, remote: this.remoteDescription };
    if (this.#needs) this.#tell();
  }

  #rollback() {
    this.log.push("rollback");
    this.signalingState = "stable";
    ({ local: this.localDescription, remote: this.remoteDescription } = this.#stable);
    this.#needs ||= this.#offered;
    if (this.#needs) this.#tell();
  }

  /** As a task of its own, and only where the need is still there (W3C). */
  #tell() {
    setImmediate(() => {
      if (this.#needs && this.signalingState === "stable") this.dispatchEvent(new Event("negotiationneeded"));
    });
  }
}
