/** WebRTCSDPSession between a scripted server and a peer connection of few words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { WebRTCSDPSession } from "../../sdpsig/web/webrtc-client.js";
import { Peer } from "./_peer.mjs";
import { ANSWER, CANDIDATE, CLOSED, RECEIVED, clock, fails, gone, reply, settled, stream, stub } from "./_stub.mjs";

const ACCEPTED = { session_id: "s1", status: "accepted" };
const CONFLICT = reply({ error: "two offers met", reason: "session.conflict" }, 409);
const NOT_FOUND = reply({ error: "there is no such session", reason: "session.not-found" }, 404);
const REFUSED = reply({ error: "no fingerprint", reason: "dtls.no-fingerprint" }, 422);

/** A session whose server answers each path with the next of its replies, and then in the usual way. */
function session(t, { offer = [], answer = [], close = [], events = [], ...options } = {}) {
  const pass = clock(t);
  const script = { offer: [...offer], answer: [...answer], "ice-candidate": [], close: [...close], events: [...events] };
  const usual = { offer: ANSWER, answer: ACCEPTED, "ice-candidate": RECEIVED, close: CLOSED, events: NOT_FOUND };
  const { client, calls } = stub([
    async (call) => {
      const name = /\/webrtc\/([a-z-]+)/.exec(call.url)[1];
      const next = script[name].shift() ?? usual[name];
      return typeof next === "function" ? next(call) : next;
    },
  ]);
  const peer = new Peer();
  const errors = [];
  const ends = [];
  const made = new WebRTCSDPSession(client, peer, {
    events: events.length > 0,
    onclose: (reason) => ends.push(reason),
    onerror: (error) => errors.push(error.reason ?? String(error)),
    ...options,
  });
  const bodies = (name) => calls.filter(({ url }) => url.endsWith(name)).map(({ body }) => body);
  return { session: made, peer, pass, errors, ends, bodies, calls };
}

/** What a page has and Node has not: events of the window. */
function page(t) {
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target);
  t.after(() => delete globalThis.addEventListener);
  return (name) => target.dispatchEvent(new Event(name));
}

/** An offer of the server's, as its event says it. */
const offered = (ufrag, id = "o1") => ({ sdp: { type: "offer", sdp: `theirs\r\na=mid:0\r\na=ice-ufrag:${ufrag}\r\n` }, offer_id: id });

/** A reply that waits for its moment. */
function delayed(answer) {
  let give;
  const promise = new Promise((resolve) => (give = () => resolve(answer)));
  return { reply: () => promise, give };
}

test("open offers, applies the answer with its candidates, and sends what was found meanwhile", async (t) => {
  const theirs = { candidate: "candidate:2 1 udp 1 192.0.2.2 9 typ host", sdpMid: "0", sdpMLineIndex: 0 };
  const answer = delayed({ ...ANSWER, ice_candidates: [theirs] });
  const { session: made, peer, bodies } = session(t, { offer: [answer.reply] });
  const opening = made.open();
  await settled();
  peer.find({ candidate: CANDIDATE.candidate });
  peer.find({ candidate: "" });
  peer.find(null);
  assert.deepEqual(bodies("offer"), [{ sdp: { type: "offer", sdp: peer.localDescription.sdp } }]);
  assert.deepEqual(bodies("ice-candidate"), []);
  answer.give();
  assert.equal((await opening).answerSdp, ANSWER.sdp.sdp);
  await settled();
  assert.equal(made.sessionId, "s1");
  assert.deepEqual(peer.log, ["offer", "answer applied"]);
  assert.deepEqual(peer.candidates, [theirs]);
  const found = bodies("ice-candidate").map(({ candidates }) => candidates.map(({ candidate }) => candidate));
  assert.deepEqual(found, [[CANDIDATE.candidate, ""]]);
});

test("an id and metadata go with the first offer, the server's id with the next", async (t) => {
  const { session: made, peer, bodies } = session(t, { sessionId: "mine", metadata: { room: 7 } });
  await made.open();
  peer.change();
  await settled();
  assert.deepEqual(
    bodies("offer").map(({ session_id, metadata }) => [session_id, metadata]),
    [["mine", { room: 7 }], ["s1", undefined]],
  );
});

test("a server that is full is asked again", async (t) => {
  const full = new Response('{"error": "full"}', { status: 503, headers: { "retry-after": "3" } });
  const { session: made, pass, bodies } = session(t, { offer: [full, gone] });
  const opening = made.open();
  await pass(3_250);
  await pass(1_000);
  await opening;
  const [first, ...others] = bodies("offer");
  assert.equal(others.length, 2);
  for (const other of others) assert.deepEqual(other, first);
});

test("a refused first offer is taken back with its candidates, and another may follow", async (t) => {
  const { session: made, peer, bodies } = session(t, { offer: [REFUSED] });
  peer.find({ candidate: CANDIDATE.candidate });
  await fails(made.open(), { code: 422, reason: "dtls.no-fingerprint" });
  assert.deepEqual(peer.log, ["offer", "rollback"]);
  await made.open();
  await settled();
  assert.deepEqual(bodies("ice-candidate"), []);
  await assert.rejects(made.open(), { name: "InvalidStateError" });
});

test("an answer that the browser refuses is its own fault, and leaves nothing half done", async (t) => {
  const { session: made, peer } = session(t, { offer: [{ ...ANSWER, sdp: { type: "answer", sdp: "unfit" } }] });
  await fails(made.open(), { reason: "browser.answer-refused", sessionId: "s1", message: /it does not fit/ });
  assert.equal(peer.signalingState, "stable");
});

test("what changes later is offered by itself", async (t) => {
  const { session: made, peer, bodies } = session(t);
  peer.change(); // before the first offer, which will have it
  await settled();
  await made.open();
  await settled();
  assert.equal(bodies("offer").length, 1);
  peer.change();
  await settled();
  assert.equal(bodies("offer").length, 2);
  assert.deepEqual(peer.log, ["offer", "answer applied", "offer", "answer applied"]);
});

test("changes while an offer is under way are one offer after it", async (t) => {
  const answer = delayed(ANSWER);
  const { session: made, peer, bodies } = session(t, { offer: [answer.reply] });
  const opening = made.open();
  await settled();
  peer.change();
  peer.change();
  await settled();
  assert.equal(bodies("offer").length, 1);
  answer.give();
  await opening;
  await settled();
  assert.equal(bodies("offer").length, 2);
});

test("a refused change is told once, and offered again when asked", async (t) => {
  const { session: made, peer, errors, pass, bodies } = session(t, { offer: [ANSWER, REFUSED] });
  await made.open();
  peer.change();
  await pass(60_000);
  assert.deepEqual(errors, ["dtls.no-fingerprint"]);
  assert.deepEqual(peer.log.slice(2), ["offer", "rollback"]);
  peer.change();
  await settled();
  assert.equal(bodies("offer").length, 2);
  await made.negotiate();
  assert.equal(bodies("offer").length, 3);
  assert.equal(peer.signalingState, "stable");
});

test("candidates of a restart wait until the server knows the restart", async (t) => {
  const answer = delayed(ANSWER);
  const { session: made, peer, bodies, pass } = session(t, { offer: [ANSWER, answer.reply] });
  await made.open();
  made.restartIce();
  await settled();
  peer.find({ candidate: CANDIDATE.candidate });
  await pass(50);
  assert.deepEqual(bodies("ice-candidate"), []);
  answer.give();
  await settled();
  assert.equal(bodies("ice-candidate")[0].candidate.usernameFragment, "uf2");
});

test("candidates of a restart that was refused are forgotten", async (t) => {
  const refusal = delayed(REFUSED);
  const { session: made, peer, bodies, pass } = session(t, { offer: [ANSWER, refusal.reply] });
  await made.open();
  peer.find({ candidate: CANDIDATE.candidate });
  await pass(50);
  made.restartIce();
  await settled();
  peer.find({ candidate: CANDIDATE.candidate });
  peer.find({ candidate: CANDIDATE.candidate, usernameFragment: "uf1", sdpMid: "1" }); // of a new section
  refusal.give();
  await pass(50);
  assert.deepEqual(bodies("ice-candidate").map(({ candidate }) => candidate.usernameFragment), ["uf1"]);
});

test("an offer that meets another is made again after a while, five times in all", async (t) => {
  const { session: made, peer, errors, bodies, pass } = session(t, { offer: [ANSWER, ...Array(5).fill(CONFLICT)] });
  await made.open();
  peer.change();
  await settled();
  for (let offers = 2; offers <= 6; offers++) {
    assert.equal(bodies("offer").length, offers);
    await pass(1_000);
  }
  await pass(60_000);
  assert.equal(bodies("offer").length, 6);
  assert.deepEqual(errors, ["session.conflict"]);
});

test("a connection that failed gets new paths, one that is only silent after ten seconds", async (t) => {
  const { session: made, peer, bodies, pass } = session(t);
  peer.connection("failed");
  await made.open();
  peer.connection("failed");
  await settled();
  assert.equal(bodies("offer").length, 2);
  peer.connection("disconnected");
  await pass(9_999);
  assert.equal(bodies("offer").length, 2);
  await pass(1);
  assert.equal(bodies("offer").length, 3);
  peer.connection("disconnected");
  peer.connection("connected");
  await pass(10_000);
  assert.equal(bodies("offer").length, 3);
});

test("another network means new paths, another bandwidth does not", async (t) => {
  const happen = page(t);
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  Object.defineProperty(globalThis, "navigator", { value: { connection }, configurable: true });
  t.after(() => delete globalThis.navigator);
  const { session: made, bodies } = session(t);
  await made.open();
  const become = (type) => {
    connection.type = type;
    connection.dispatchEvent(new Event("change"));
    return settled();
  };
  await become("wifi");
  await become("none");
  assert.equal(bodies("offer").length, 1);
  await become("cellular");
  assert.equal(bodies("offer").length, 2);
  happen("online");
  await settled();
  assert.equal(bodies("offer").length, 3);
  await made.close();
  happen("online");
  await become("wifi");
  assert.equal(bodies("offer").length, 3);
});

test("a restart is offered even though the one before was refused", async (t) => {
  const { session: made, bodies } = session(t, { offer: [ANSWER, REFUSED] });
  await made.open();
  made.restartIce();
  await settled();
  made.restartIce();
  await settled();
  assert.equal(bodies("offer").length, 3);
});

test("close frees the session, closes the peer connection, and happens once", async (t) => {
  const { session: made, peer, bodies, errors } = session(t);
  await made.open();
  await made.close("done");
  await made.close("again");
  peer.find({ candidate: CANDIDATE.candidate });
  made.restartIce();
  await made.negotiate();
  assert.deepEqual(bodies("close"), [{ session_id: "s1", reason: "done" }]);
  assert.deepEqual(peer.log, ["offer", "answer applied", "closed"]);
  assert.equal(bodies("ice-candidate").length + errors.length, 0);
});

test("when the page goes, the session is closed by a request that outlives it", async (t) => {
  const happen = page(t);
  const { session: made, calls } = session(t, { close: [gone] });
  await made.open();
  happen("pagehide");
  const { url, body, keepalive } = calls.at(-1); // made already: nothing after pagehide can be relied on
  assert.deepEqual([url, body, keepalive], ["/webrtc/close", { session_id: "s1", reason: "page closed" }, true]);
});

test("the server is told before the connection ends, but not waited for long", async (t) => {
  const told = delayed(CLOSED);
  const { session: made, peer, pass } = session(t, { close: [told.reply] });
  await made.open();
  const closing = made.close();
  await pass(499);
  assert.notEqual(peer.signalingState, "closed");
  await pass(1);
  assert.equal(peer.signalingState, "closed");
  told.give();
  await closing;
});

test("a session that the server has forgotten is closed as well", async (t) => {
  const { session: made, pass, bodies } = session(t, { close: [gone, NOT_FOUND] });
  await made.open();
  const closing = made.close();
  await pass(1_000);
  await closing;
  assert.equal(bodies("close").length, 2);
});

test("a session that is closed before its answer is freed when the answer comes", async (t) => {
  const answer = delayed(ANSWER);
  const { session: made, peer, bodies } = session(t, { offer: [answer.reply] });
  const opening = made.open();
  await settled();
  await made.close();
  assert.deepEqual(bodies("close"), []);
  answer.give();
  await assert.rejects(opening, { name: "AbortError" });
  assert.deepEqual(bodies("close"), [{ session_id: "s1", reason: "closed before the answer" }]);
  assert.deepEqual(peer.log, ["offer", "closed"]);
});

test("closing ends the waiting for an unreachable server", async (t) => {
  const { session: made, pass, calls } = session(t, { offer: [gone] });
  const opening = made.open();
  await settled();
  await made.close();
  await fails(opening, { reason: "client.network" });
  await pass(60_000);
  assert.equal(calls.length, 1);
});

test("nobody listens to a server that was not asked to tell", async (t) => {
  const { session: made, calls } = session(t);
  await made.open();
  await settled();
  assert.equal(calls.length, 1);
});

test("candidates of the server are taken as they come", async (t) => {
  const events = stream();
  const { session: made, peer, calls } = session(t, { events: [events.reply] });
  await made.open();
  events.say("candidate", CANDIDATE);
  events.say("candidate", { candidate: "", sdpMid: null, sdpMLineIndex: null });
  events.say("connection-state", { state: "connecting" });
  await settled();
  assert.equal(calls[1].url, "/webrtc/events?session_id=s1");
  assert.deepEqual(peer.candidates.map(({ candidate }) => candidate), [CANDIDATE.candidate, ""]);
});

test("a candidate of an answer that is on its way waits for it", async (t) => {
  const events = stream();
  const late = { ...ANSWER, sdp: { type: "answer", sdp: "second\r\na=mid:0\r\na=ice-ufrag:theirs2\r\n" } };
  const answer = delayed(late);
  const { session: made, peer } = session(t, { offer: [ANSWER, answer.reply], events: [events.reply] });
  await made.open();
  peer.change();
  await settled();
  events.say("candidate", { ...CANDIDATE, usernameFragment: "theirs2" });
  await settled();
  assert.deepEqual(peer.candidates, []);
  answer.give();
  await settled();
  assert.equal(peer.candidates.length, 1);
});

test("a candidate that fits nothing is reported, and the next one taken", async (t) => {
  const events = stream();
  const { session: made, peer, errors } = session(t, { events: [events.reply] });
  await made.open();
  events.say("candidate", { ...CANDIDATE, usernameFragment: "unknown" });
  events.say("candidate", CANDIDATE);
  await settled();
  assert.deepEqual(errors, ["OperationError: unknown ufrag"]);
  assert.equal(peer.candidates.length, 1);
});

test("an offer of the server is answered, and our candidates follow the answer", async (t) => {
  const events = stream();
  const accepted = delayed(ACCEPTED);
  const { session: made, peer, bodies, pass } = session(t, { answer: [accepted.reply], events: [events.reply] });
  await made.open();
  events.say("offer", offered("theirs2"));
  await settled();
  const sdp = peer.localDescription.sdp;
  assert.deepEqual(bodies("answer"), [{ session_id: "s1", sdp: { type: "answer", sdp }, offer_id: "o1" }]);
  peer.find({ candidate: CANDIDATE.candidate });
  peer.find(null);
  await pass(50);
  assert.deepEqual(bodies("ice-candidate"), []);
  accepted.give();
  await settled();
  assert.equal(bodies("ice-candidate")[0].candidates.length, 2);
  assert.deepEqual(peer.log.slice(2), ["offer applied", "answer"]);
});

test("an offer that the browser refuses is reported, and leaves nothing half done", async (t) => {
  const events = stream();
  const { session: made, peer, bodies, errors } = session(t, { events: [events.reply] });
  await made.open();
  events.say("offer", { sdp: { type: "offer", sdp: "unfit" }, offer_id: "o1" });
  await settled();
  assert.deepEqual(errors, ["OperationError: it does not fit"]);
  assert.deepEqual([peer.signalingState, bodies("answer").length], ["stable", 0]);
  peer.change();
  await settled();
  assert.equal(bodies("offer").length, 2);
});

for (const [name, first] of [["comes first", true], ["comes last", false]]) {
  test(`the polite side gives way, where the refusal of its offer ${name}`, async (t) => {
    const events = stream();
    const refusal = delayed(CONFLICT);
    const script = { offer: [ANSWER, refusal.reply], events: [events.reply] };
    const { session: made, peer, bodies, errors, pass } = session(t, script);
    await made.open();
    peer.change();
    await settled();
    events.say("candidate", { ...CANDIDATE, usernameFragment: "theirs2" });
    if (first) refusal.give();
    await settled();
    events.say("offer", offered("theirs2"));
    await settled();
    refusal.give();
    await pass(2_000);
    await pass(2_000);
    assert.equal(bodies("answer").length, 1);
    assert.equal(bodies("offer").length, 3); // the first, the one that met theirs, and what was still needed
    assert.deepEqual(peer.log.slice(2), ["offer", "rollback", "offer applied", "answer", "offer", "answer applied"]);
    assert.deepEqual(errors, []);
  });
}

test("an answer to an offer that was taken back is stale", async (t) => {
  const events = stream();
  const answer = delayed({ ...ANSWER, sdp: { type: "answer", sdp: "stale" } });
  const { session: made, peer, errors } = session(t, { offer: [ANSWER, answer.reply], events: [events.reply] });
  await made.open();
  peer.change();
  await settled();
  events.say("offer", offered("theirs2"));
  await settled();
  answer.give();
  await settled();
  assert.notEqual(peer.remoteDescription.sdp, "stale");
  assert.deepEqual([peer.signalingState, errors], ["stable", []]);
});

test("the impolite side ignores an offer that meets its own, and the candidates of that offer", async (t) => {
  const events = stream();
  const answer = delayed(ANSWER);
  const script = { offer: [ANSWER, answer.reply], events: [events.reply], polite: false };
  const { session: made, peer, bodies, errors } = session(t, script);
  await made.open();
  peer.change();
  await settled();
  events.say("offer", offered("unknown"));
  events.say("candidate", { ...CANDIDATE, usernameFragment: "unknown" });
  await settled();
  answer.give();
  await settled();
  assert.equal(bodies("answer").length, 0);
  assert.deepEqual(peer.log.slice(2), ["offer", "answer applied"]);
  assert.deepEqual(errors, []);
});

test("a server that hears nothing gets new paths, unless nothing is heard here either", async (t) => {
  const events = stream();
  const { session: made, peer, bodies } = session(t, { events: [events.reply] });
  await made.open();
  for (const [state, offers] of [["disconnected", 1], ["connecting", 1], ["connected", 2]]) {
    peer.connection(state);
    events.say("restart-suggested", {});
    await settled();
    assert.equal(bodies("offer").length, offers, state);
  }
});

test("a session that the server ends is closed here, and not there once more", async (t) => {
  const events = stream();
  const { session: made, peer, bodies, ends } = session(t, { events: [events.reply] });
  await made.open();
  events.say("closed", { reason: "idle" });
  await settled();
  await made.close();
  assert.deepEqual(ends, ["idle"]);
  assert.deepEqual([peer.signalingState, bodies("close").length, events.closed], ["closed", 0, true]);
});

test("closing ends the listening", async (t) => {
  const events = stream();
  const { session: made, calls, pass, errors } = session(t, { events: [events.reply] });
  await made.open();
  await settled();
  await made.close();
  events.cut();
  await pass(60_000);
  assert.equal(calls.filter(({ url }) => url.includes("events")).length, 1);
  assert.deepEqual(errors, []);
});

test("a server that tells nothing is reported once, and the session goes on", async (t) => {
  const { session: made, peer, errors, bodies } = session(t, { events: [NOT_FOUND] });
  await made.open();
  await settled();
  assert.deepEqual(errors, ["session.not-found"]);
  peer.change();
  await settled();
  assert.equal(bodies("offer").length, 2);
});
