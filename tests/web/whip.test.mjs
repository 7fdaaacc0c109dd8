/** WhipClient against a media server that is a plain function. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { WebRTCSDPSession, WhepClient, WhipClient } from "../../sdpsig/web/webrtc-client.js";
import { Peer } from "./_peer.mjs";
import { CANDIDATE, clock, fails, settled } from "./_stub.mjs";

const ENDPOINT = "https://media.example/whip/live";
const SESSION = "https://media.example/session/7";
const CREATED = { location: "/session/7", etag: '"v1"', "content-type": "application/sdp" };

const lines = (...all) => all.map((line) => `${line}\r\n`).join("");
const offer = (ufrag) =>
  lines(
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "a=group:BUNDLE 1 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=mid:0",
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${ufrag}-pwd`,
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=mid:1",
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${ufrag}-pwd`,
  );
const ANSWER = lines(
  "v=0",
  "o=- 5 18446744073709551615 IN IP4 0.0.0.0",
  "a=group:BUNDLE 1 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=mid:0",
  "a=ice-ufrag:old",
  "a=ice-pwd:old-pwd",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=mid:1",
  "a=ice-ufrag:old",
  "a=ice-pwd:old-pwd",
  "a=candidate:1 1 udp 1 192.0.2.1 1 typ host",
  "a=end-of-candidates",
  "a=rtcp-mux",
);

/** A client of a server that answers with these, the last one again and again; the calls it made. */
function whip(replies, options, Client = WhipClient) {
  const calls = [];
  const fetch = async (url, { headers, signal, ...init }) => {
    calls.push({ url, headers: Object.fromEntries(headers), ...init });
    const [status, body = null, head = {}] = replies[Math.min(calls.length, replies.length) - 1];
    return new Response(body, { status, headers: head });
  };
  return { client: new Client(ENDPOINT, { fetch, ...options }), calls };
}

const CREATE = [201, ANSWER, CREATED];

test("an offer is posted as SDP, and the session is where Location says", async () => {
  const { client, calls } = whip([CREATE], { token: "secret", headers: { "x-app": "1" } });
  const answer = await client.sendOffer(offer("a"));
  assert.deepEqual(answer, { sessionId: SESSION, answerSdp: ANSWER, iceCandidates: [], iceServers: [] });
  const [{ url, method, body, headers }] = calls;
  assert.deepEqual([url, method, body], [ENDPOINT, "POST", offer("a")]);
  assert.deepEqual(headers, {
    accept: "application/sdp",
    authorization: "Bearer secret",
    "content-type": "application/sdp",
    "x-app": "1",
  });
});

test("ICE servers come by Link, however it is written", async () => {
  const link =
    '<stun:stun.example>; rel="ice-server", <turn:turn.example?transport=udp>; rel="ice-server"; ' +
    'username="u,1"; credential="a\\"b"; credential-type="password",<https://other.example>;rel=help, ' +
    "<turns:three.example>;REL=ice-server;username=u;credential=c";
  const { client } = whip([[201, ANSWER, { ...CREATED, link }]]);
  assert.deepEqual((await client.sendOffer(offer("a"))).iceServers, [
    { urls: "stun:stun.example" },
    { urls: "turn:turn.example?transport=udp", username: "u,1", credential: 'a"b' },
    { urls: "turns:three.example", username: "u", credential: "c" },
  ]);
});

test("candidates are a fragment of the tagged section, with the ETag as it was", async () => {
  const { client, calls } = whip([[201, ANSWER, { ...CREATED, etag: "odd tag" }], [204]]);
  await client.sendOffer(offer("a"));
  const candidate = (sdpMid) => ({ ...CANDIDATE, sdpMid });
  await client.sendIceCandidates(SESSION, [candidate("1"), candidate("0"), candidate(null), null]);
  const [, { url, method, body, headers }] = calls;
  assert.deepEqual([url, method], [SESSION, "PATCH"]);
  assert.deepEqual(headers, { "content-type": "application/trickle-ice-sdpfrag", "if-match": "odd tag" });
  assert.equal(
    body,
    lines(
      "a=group:BUNDLE 1 0",
      "m=video 9 UDP/TLS/RTP/SAVPF 96",
      "a=mid:1",
      "a=ice-ufrag:a",
      "a=ice-pwd:a-pwd",
      `a=${CANDIDATE.candidate}`,
      `a=${CANDIDATE.candidate}`,
      "a=end-of-candidates",
    ),
  );
});

test("a server without an ETag is sent none, and one without trickle is not asked twice", async () => {
  const { etag, ...created } = CREATED;
  for (const status of [405, 501]) {
    const { client, calls } = whip([[201, ANSWER, created], [status]]);
    await client.sendOffer(offer("a"));
    await client.sendIceCandidate(SESSION, CANDIDATE);
    await client.sendIceCandidate(SESSION, null);
    assert.equal(calls.length, 2);
    assert.equal("if-match" in calls[1].headers, false);
  }
});

test("an ICE restart is a fragment, and its answer the old one with other credentials", async () => {
  const fragment = lines("a=ice-ufrag:new", "a=ice-pwd:new-pwd", "m=video 9 RTP/AVP 0", "a=mid:1", "a=candidate:2 1 udp 1 192.0.2.2 2 typ host");
  const { client, calls } = whip([CREATE, [200, fragment, { etag: '"v2"' }], [204]]);
  await client.sendOffer(offer("a"));
  const { answerSdp, sessionId } = await client.sendOffer(offer("b"), SESSION);
  assert.equal(sessionId, SESSION);
  assert.equal(calls[1].headers["if-match"], "*");
  assert.match(calls[1].body, /a=ice-ufrag:b\r\na=ice-pwd:b-pwd\r\n$/);
  const expected = ANSWER.replaceAll(":old", ":new")
    .replace("18446744073709551615", "18446744073709551616")
    .replace("a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\na=end-of-candidates\r\n", "")
    .replace("a=mid:1\r\n", "a=mid:1\r\na=candidate:2 1 udp 1 192.0.2.2 2 typ host\r\n");
  assert.equal(answerSdp, expected);
  await client.sendIceCandidate(SESSION, CANDIDATE);
  assert.equal(calls[2].headers["if-match"], '"v2"');
  assert.match(calls[2].body, /a=ice-ufrag:b\r\n/);
});

test("a server that wants the quotes of the figure gets them", async () => {
  const { client, calls } = whip([CREATE, [412], [200, "a=ice-ufrag:new\r\na=ice-pwd:new-pwd\r\n"], [412], [412], [503]]);
  await client.sendOffer(offer("a"));
  await client.sendOffer(offer("b"), SESSION);
  assert.deepEqual(calls.slice(1).map(({ headers }) => headers["if-match"]), ["*", '"*"']);
  assert.equal(calls[1].body, calls[2].body);
  await fails(client.sendOffer(offer("c"), SESSION), { code: 412 });
  await fails(client.sendOffer(offer("d"), SESSION), { code: 503 });
});

test("what is more than a restart is not asked of the server", async () => {
  const { client, calls } = whip([CREATE]);
  await client.sendOffer(offer("a"));
  for (const changed of [offer("a"), offer("b") + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"]) {
    await fails(client.sendOffer(changed, SESSION), { code: 422, reason: "whip.no-renegotiation", sessionId: SESSION });
  }
  assert.equal(calls.length, 1);
});

test("a session is closed by DELETE, which outlives the page, and then is not known", async () => {
  const { client, calls } = whip([CREATE, [200]]);
  await client.sendOffer(offer("a"));
  await client.closeSession(SESSION);
  assert.deepEqual([calls[1].url, calls[1].method, calls[1].keepalive], [SESSION, "DELETE", true]);
  await fails(client.closeSession(SESSION), { code: 404, reason: "session.not-found" });
  await fails(client.sendIceCandidate(SESSION, null), { code: 404 });
});

test("a refusal is told in the server's words, where it has any", async () => {
  const problem = JSON.stringify({ title: "Bad", detail: "line 3: malformed", reason: "sdp.syntax", line: 3, rule: "V-1" });
  const expected = { code: 400, message: "line 3: malformed", reason: "sdp.syntax", line: 3, rule: "V-1" };
  await fails(whip([[400, problem]]).client.sendOffer(offer("a")), expected);
  const plain = { code: 503, message: "POST /whip/live was answered 503", reason: "whip.refused", retryAfter: 2_000 };
  await fails(whip([[503, "busy", { "retry-after": "2" }]]).client.sendOffer(offer("a")), plain);
});

test("a success that lacks what it must have is a bad response", async () => {
  const { location, ...nowhere } = CREATED;
  const bad = { code: 201, reason: "client.bad-response" };
  await fails(whip([[201, ANSWER, nowhere]]).client.sendOffer(offer("a")), { ...bad, message: /without a Location$/ });
  await fails(whip([[201, "ok", CREATED]]).client.sendOffer(offer("a")), { ...bad, message: /without an answer$/ });
  const { client } = whip([CREATE, [204]]);
  await client.sendOffer(offer("a"));
  await fails(client.sendOffer(offer("b"), SESSION), { code: 204, message: /without a fragment with credentials$/ });
});

test("a session takes it as it takes the other client, but hears nothing from it", async (t) => {
  const pass = clock(t);
  const { client, calls } = whip([CREATE, [204], [200]]);
  const peer = new Peer();
  assert.throws(() => new WebRTCSDPSession(client, peer, { events: true }), TypeError);
  const session = new WebRTCSDPSession(client, peer);
  const opening = session.open();
  peer.find({ candidate: CANDIDATE.candidate });
  await opening;
  await pass(50);
  await session.close();
  await settled();
  assert.deepEqual(calls.map(({ method }) => method), ["POST", "PATCH", "DELETE"]);
});

const UNTIL = "Wed, 09 Oct 2024 10:00:05 GMT";
const COUNTER = ANSWER.replaceAll("a=mid", "a=setup:actpass\r\na=mid");
const OFFERED = { location: "/session/7", "content-type": `application/sdp; valid-until="${UNTIL}"`, date: "Wed, 09 Oct 2024 10:00:00 GMT" };
const COUNTERED = [406, COUNTER, OFFERED];

/** The same with a WHEP endpoint. */
const whep = (replies) => whip(replies, {}, WhepClient);

test("a counter-offer is answered, and then is as good as an answer", async () => {
  const fragment = lines("a=ice-ufrag:new", "a=ice-pwd:new-pwd");
  const { client, calls } = whep([COUNTERED, [204, null, { etag: '"v1"' }], [204], [200, fragment, { etag: '"v2"' }]]);
  const { counterOffer, answerSdp, sessionId } = await client.sendOffer(offer("a"));
  assert.deepEqual([counterOffer, answerSdp, sessionId], [{ sdp: COUNTER, validFor: 5_000 }, "", SESSION]);
  const answer = lines("v=0", "a=group:BUNDLE 0", "m=audio 9 X 1", "a=mid:0", "a=ice-ufrag:us", "a=ice-pwd:us-pwd", "m=video 9 X 1", "a=mid:1", "a=setup:active");
  await client.sendAnswer(SESSION, answer);
  assert.deepEqual([calls[1].method, calls[1].url, calls[1].body], ["PATCH", SESSION, answer]);
  assert.deepEqual(calls[1].headers, { "content-type": "application/sdp" });
  await client.sendIceCandidate(SESSION, CANDIDATE);
  assert.equal(calls[2].headers["if-match"], '"v1"');
  assert.match(calls[2].body, /a=ice-ufrag:us\r\n/);
  const restarted = await client.sendOffer(answer.replaceAll(":us", ":we"), SESSION);
  assert.match(restarted.answerSdp, /a=ice-ufrag:new\r\n/);
  assert.match(restarted.answerSdp, /a=setup:passive\r\n/);
});

test("how long a counter-offer holds follows from what is said of it", async (t) => {
  t.mock.method(Date, "now", () => Date.parse(OFFERED.date) + 1_000);
  const { date, ...undated } = OFFERED;
  const cases = [
    [undated, 4_000],
    [{ ...undated, date: "then" }, 4_000],
    [{ ...OFFERED, date: "Wed, 09 Oct 2024 11:00:00 GMT" }, 0],
    [{ ...OFFERED, "content-type": "application/sdp" }, 30_000],
    [{ ...OFFERED, "content-type": 'application/sdp; valid-until="soon"' }, 30_000],
  ];
  for (const [headers, validFor] of cases) {
    const { counterOffer } = await whep([[406, COUNTER, headers]]).client.sendOffer(offer("a"));
    assert.equal(counterOffer.validFor, validFor);
  }
});

test("what is no counter-offer, or none to a publisher, is a refusal", async () => {
  await fails(whip([COUNTERED]).client.sendOffer(offer("a")), { code: 406, reason: "whip.refused" });
  const problem = JSON.stringify({ detail: "no such codec", reason: "jsep.partial-answer" });
  await fails(whep([[406, problem]]).client.sendOffer(offer("a")), { code: 406, message: "no such codec" });
});

test("a session takes up a counter-offer, and offers nothing by itself any more", async (t) => {
  const pass = clock(t);
  const { client, calls } = whep([COUNTERED, [204], [204], [422]]);
  const peer = new Peer();
  const session = new WebRTCSDPSession(client, peer, { onerror: () => {} });
  const opened = await session.open();
  assert.equal(opened.counterOffer.sdp, COUNTER);
  assert.deepEqual(peer.log, ["offer", "rollback", "offer applied", "answer", "stopped"]);
  assert.equal(calls[1].body, peer.localDescription.sdp);
  peer.change();
  peer.find({ candidate: CANDIDATE.candidate });
  await pass(50);
  assert.deepEqual(calls.map(({ method }) => method), ["POST", "PATCH", "PATCH"]);
  await session.restartIce();
  await settled();
  assert.equal(calls.length, 4);
});

test("a counter-offer that cannot be taken up fails the session, and all is as it was", async () => {
  const unfit = whep([[406, COUNTER + "a=unfit\r\n", OFFERED]]);
  const peer = new Peer();
  const session = new WebRTCSDPSession(unfit.client, peer);
  await fails(session.open(), { reason: "browser.offer-refused", sessionId: SESSION });
  assert.equal(peer.signalingState, "stable");
  const refused = whep([COUNTERED, [422, JSON.stringify({ detail: "too late", reason: "jsep.stale-answer" })]]);
  const other = new Peer();
  await fails(new WebRTCSDPSession(refused.client, other).open(), { code: 422, message: "too late" });
});

test("a stream that nobody publishes yet is asked for again when the server says", async (t) => {
  const pass = clock(t);
  const nobody = [409, JSON.stringify({ detail: "nobody publishes" }), { "retry-after": "2" }];
  const { client, calls } = whep([nobody, nobody, CREATE]);
  const opening = new WebRTCSDPSession(client, new Peer()).open();
  await settled();
  for (const attempts of [1, 2]) {
    assert.equal(calls.length, attempts);
    await pass(1_999);
    assert.equal(calls.length, attempts);
    await pass(1_001);
  }
  await opening;
  const { client: again } = whep([[409, "busy"]]);
  await fails(new WebRTCSDPSession(again, new Peer()).open(), { code: 409 });
});
