/** WebRTCSDPClient against a fetch that is a plain function: what it asks, and what it makes of the answers. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { WebRTCSDPClient } from "../../sdpsig/web/webrtc-client.js";
import { ANSWER, CANDIDATE, CLOSED, END, OFFER, RECEIVED, fails, gone, reply, stub } from "./_stub.mjs";

test("sendOffer posts the offer and nothing it was not given", async () => {
  const { client, calls } = stub([ANSWER]);
  assert.deepEqual(await client.sendOffer(OFFER), { sessionId: "s1", answerSdp: ANSWER.sdp.sdp, iceCandidates: [] });
  assert.equal(calls[0].url, "/webrtc/offer");
  assert.equal(calls[0].method, "POST");
  assert.equal(calls[0].headers["content-type"], "application/json");
  assert.deepEqual(calls[0].body, { sdp: { type: "offer", sdp: OFFER } });
});

test("sendOffer carries session id and metadata, and returns candidates and metadata", async () => {
  const { client, calls } = stub([{ ...ANSWER, ice_candidates: [CANDIDATE], metadata: { room: 7 } }]);
  const answer = await client.sendOffer(OFFER, "s1", { room: 7 });
  assert.deepEqual(calls[0].body, { sdp: { type: "offer", sdp: OFFER }, session_id: "s1", metadata: { room: 7 } });
  assert.deepEqual(answer.iceCandidates, [CANDIDATE]);
  assert.deepEqual(answer.metadata, { room: 7 });
});

test("metadata that is false, zero or null is metadata all the same", async () => {
  for (const metadata of [false, 0, "", null]) {
    const { client, calls } = stub([{ ...ANSWER, metadata }]);
    assert.equal((await client.sendOffer(OFFER, null, metadata)).metadata, metadata);
    assert.deepEqual(calls[0].body, { sdp: { type: "offer", sdp: OFFER }, metadata });
  }
});

test("an answer may leave ice_candidates out", async () => {
  const { ice_candidates, ...answer } = ANSWER;
  assert.deepEqual((await stub([answer]).client.sendOffer(OFFER)).iceCandidates, []);
});

test("exchangeSdp and exchangeSdpWithSession return just what their names say", async () => {
  const { client, calls } = stub([ANSWER]);
  assert.deepEqual(await client.exchangeSdp(OFFER), { sessionId: "s1", answerSdp: ANSWER.sdp.sdp });
  assert.equal(await client.exchangeSdpWithSession(OFFER, "s1"), ANSWER.sdp.sdp);
  assert.equal("session_id" in calls[0].body, false);
  assert.equal(calls[1].body.session_id, "s1");
});

test("sendIceCandidate takes an init dictionary, a candidate object, and null for the end", async () => {
  class RTCIceCandidate {
    get candidate() {
      return CANDIDATE.candidate;
    }
    get sdpMid() {
      return "0";
    }
    get sdpMLineIndex() {
      return 0;
    }
    get usernameFragment() {
      return "uf";
    }
  }
  const { client, calls } = stub([RECEIVED]);
  await client.sendIceCandidate("s1", { candidate: CANDIDATE.candidate });
  await client.sendIceCandidate("s1", new RTCIceCandidate());
  await client.sendIceCandidate("s1", null);
  assert.deepEqual(
    calls.map(({ url, body }) => [url, body]),
    [
      { candidate: CANDIDATE.candidate, sdpMid: null, sdpMLineIndex: null },
      { ...CANDIDATE, usernameFragment: "uf" },
      END,
    ].map((candidate) => ["/webrtc/ice-candidate", { session_id: "s1", candidate }]),
  );
});

test("sendIceCandidates sends one batch, in order, and nothing for no candidates", async () => {
  const { client, calls } = stub([RECEIVED]);
  await client.sendIceCandidates("s1", []);
  assert.equal(calls.length, 0);
  await client.sendIceCandidates("s1", [CANDIDATE, { ...CANDIDATE, sdpMid: "1", sdpMLineIndex: 1 }, null]);
  assert.deepEqual(calls[0].body, {
    session_id: "s1",
    candidates: [CANDIDATE, { ...CANDIDATE, sdpMid: "1", sdpMLineIndex: 1 }, END],
  });
});

test("setupSession sends the offer, then the candidates under the id of the answer", async () => {
  const { client, calls } = stub([ANSWER, RECEIVED]);
  const session = await client.setupSession(OFFER, [CANDIDATE], "mine", "hello");
  assert.deepEqual(session, { sessionId: "s1", answerSdp: ANSWER.sdp.sdp, iceCandidates: [], candidateErrors: [] });
  assert.deepEqual(calls[0].body, { sdp: { type: "offer", sdp: OFFER }, session_id: "mine", metadata: "hello" });
  assert.deepEqual(calls[1].body, { session_id: "s1", candidates: [CANDIDATE] });
});

test("setupSession makes one call when there are no candidates", async () => {
  const { client, calls } = stub([ANSWER]);
  assert.deepEqual((await client.setupSession(OFFER, [])).candidateErrors, []);
  assert.equal(calls.length, 1);
});

test("a bad candidate costs neither the session nor the good candidates", async () => {
  const bad = { ...CANDIDATE, candidate: "candidate:nonsense" };
  const taste = ({ body }) => {
    const all = body.candidates ?? [body.candidate];
    return all.some(({ candidate }) => candidate === bad.candidate)
      ? reply({ error: "malformed candidate", code: 400, reason: "ice.candidate-syntax" }, 400)
      : RECEIVED;
  };
  const { client, calls } = stub([ANSWER, taste]);
  const { sessionId, candidateErrors } = await client.setupSession(OFFER, [CANDIDATE, bad, null]);
  assert.equal(sessionId, "s1");
  assert.deepEqual(candidateErrors.map(({ reason, code }) => [reason, code]), [["ice.candidate-syntax", 400]]);
  assert.deepEqual(calls.slice(2).map(({ body }) => body.candidates), [[CANDIDATE], [bad], [END]]);
});

test("candidates that cannot be delivered are reported once, and not tried one by one", async () => {
  const forgotten = reply({ error: "unknown session", reason: "session.not-found" }, 404);
  for (const refused of [gone, forgotten]) {
    const { client, calls } = stub([ANSWER, refused]);
    assert.equal((await client.setupSession(OFFER, [CANDIDATE, CANDIDATE, null])).candidateErrors.length, 1);
    assert.equal(calls.length, 2);
  }
});

test("delivery one by one stops when the server is gone", async () => {
  const malformed = reply({ error: "malformed", reason: "ice.candidate-syntax" }, 400);
  const { client, calls } = stub([ANSWER, malformed, RECEIVED, gone]);
  const { candidateErrors } = await client.setupSession(OFFER, [CANDIDATE, CANDIDATE, CANDIDATE, null]);
  assert.deepEqual(candidateErrors.map(({ reason }) => reason), ["client.network"]);
  assert.equal(calls.length, 4);
});

test("sendAnswer names the offer that it answers, where that has a name", async () => {
  const { client, calls } = stub([{ session_id: "s1", status: "accepted" }]);
  await client.sendAnswer("s1", "v=0", "o1");
  await client.sendAnswer("s1", "v=0");
  const sdp = { type: "answer", sdp: "v=0" };
  assert.deepEqual(calls.map(({ url, body }) => [url, body]), [
    ["/webrtc/answer", { session_id: "s1", sdp, offer_id: "o1" }],
    ["/webrtc/answer", { session_id: "s1", sdp }],
  ]);
});

test("closeSession outlives the page, with and without a reason", async () => {
  const { client, calls } = stub([CLOSED]);
  await client.closeSession("s1", "done");
  await client.closeSession("s1");
  assert.deepEqual(calls.map(({ url, body }) => [url, body]), [
    ["/webrtc/close", { session_id: "s1", reason: "done" }],
    ["/webrtc/close", { session_id: "s1" }],
  ]);
  assert.deepEqual(calls.map(({ keepalive }) => keepalive), [true, true]);
});

test("getIceServers returns the list as it is", async () => {
  const servers = [{ urls: ["stun:a"] }, { urls: ["turn:b"], username: "u", credential: "c" }];
  const { client, calls } = stub([servers]);
  assert.deepEqual(await client.getIceServers(), servers);
  assert.equal(calls[0].method, "GET");
  assert.equal(calls[0].url, "/iceservers");
  assert.equal(calls[0].body, undefined);
  assert.equal("content-type" in calls[0].headers, false);
});

test("the base URL may be empty, end in a slash or not, and be a URL object", async () => {
  const cases = [
    ["", "/webrtc/offer"],
    ["/", "/webrtc/offer"],
    ["/rtc", "/rtc/webrtc/offer"],
    ["/rtc/", "/rtc/webrtc/offer"],
    ["https://host.example", "https://host.example/webrtc/offer"],
    ["https://host.example:8443/a/b//", "https://host.example:8443/a/b/webrtc/offer"],
    [new URL("https://host.example/"), "https://host.example/webrtc/offer"],
  ];
  for (const [base, url] of cases) {
    const { client, calls } = stub([ANSWER], { base });
    await client.sendOffer(OFFER);
    assert.equal(calls[0].url, url);
  }
});

test("headers go with every call, and the caller's are left alone", async () => {
  const headers = { Authorization: "Bearer t", "Content-Type": "text/plain" };
  const { client, calls } = stub([ANSWER, CLOSED, []], { headers });
  await client.sendOffer(OFFER);
  await client.closeSession("s1");
  await client.getIceServers();
  assert.deepEqual(calls.map((call) => call.headers.authorization), ["Bearer t", "Bearer t", "Bearer t"]);
  assert.equal(calls[0].headers["content-type"], "application/json");
  assert.deepEqual(headers, { Authorization: "Bearer t", "Content-Type": "text/plain" });
});

test("without a fetch of its own it uses the global one of the moment", async (t) => {
  const client = new WebRTCSDPClient("https://host.example");
  t.mock.method(globalThis, "fetch", async () => reply(ANSWER));
  assert.equal(await client.exchangeSdpWithSession(OFFER, "s1"), ANSWER.sdp.sdp);
});

test("a refusal carries all that the server said", async () => {
  const issues = [{ pointer: "/sdp/sdp", code: "syntax", detail: "no" }];
  const facts = { code: 400, reason: "sdp.line-syntax", line: 3, rule: "RFC 8866 §5", issues };
  const body = { error: "line 3: malformed", session_id: "s9", ...facts };
  const { client } = stub([reply(body, 400)]);
  await fails(client.sendOffer(OFFER, "s1"), { message: "line 3: malformed", sessionId: "s9", ...facts });
});

test("a refusal without a session names the one it was asked about", async () => {
  const forgotten = reply({ error: "unknown session", code: 404, reason: "session.not-found" }, 404);
  const expected = { code: 404, reason: "session.not-found", sessionId: "s1", line: undefined, issues: undefined };
  const { client } = stub([forgotten]);
  await fails(client.sendIceCandidate("s1", CANDIDATE), expected);
  await fails(client.sendIceCandidates("s1", [CANDIDATE]), expected);
  await fails(client.closeSession("s1"), expected);
  await fails(client.exchangeSdpWithSession(OFFER, "s1"), expected);
  await fails(client.setupSession(OFFER, [], "s1"), expected);
  await fails(client.getIceServers(), { code: 404, sessionId: undefined });
});

test("the status decides, whatever the body says", async () => {
  const { client } = stub([reply({ ...ANSWER, error: "no", reason: "app.failed", code: 200 }, 500)]);
  await fails(client.sendOffer(OFFER), { code: 500, reason: "app.failed" });
});

test("a failure that sdpsig did not write is a bad response with its status", async () => {
  for (const body of ["<html>Bad Gateway</html>", "", '{"detail": "no"}', "null", "[]"]) {
    await fails(stub([reply(body, 502)]).client.sendOffer(OFFER), {
      code: 502,
      reason: "client.bad-response",
      message: /^POST \/webrtc\/offer was answered 502 without /,
    });
  }
});

test("a success that lacks what it must have is a bad response", async () => {
  const answers = [
    "<html>",
    "",
    "null",
    "7",
    "[]",
    "{}",
    { ...ANSWER, session_id: 7 },
    { ...ANSWER, sdp: undefined },
    { ...ANSWER, sdp: { type: "offer", sdp: "v=0" } },
    { ...ANSWER, sdp: { type: "answer" } },
    { ...ANSWER, ice_candidates: {} },
  ];
  const message = /^POST \/webrtc\/offer was answered 200 without (JSON|an? )/;
  for (const answer of answers) {
    await fails(stub([reply(answer)]).client.sendOffer(OFFER), { code: 200, reason: "client.bad-response", message });
  }

  const bad = { code: 200, reason: "client.bad-response", sessionId: "s1" };
  for (const body of ["", "null", "{}"]) {
    await fails(stub([reply(body)]).client.sendIceCandidate("s1", null), bad);
    await fails(stub([reply(body)]).client.closeSession("s1"), bad);
  }
  for (const body of ["{}", "null", "[null]", '[{"url": "stun:a"}]']) {
    await fails(stub([reply(body)]).client.getIceServers(), { code: 200, reason: "client.bad-response" });
  }
});

test("a call that does not get through says so, with the cause", async () => {
  const cause = new TypeError("Failed to fetch");
  const error = await fails(stub([() => Promise.reject(cause)]).client.sendOffer(OFFER, "s1"), {
    code: 0,
    reason: "client.network",
    sessionId: "s1",
    message: "POST /webrtc/offer did not get through (Failed to fetch)",
  });
  assert.equal(error.cause, cause);
  await fails(stub([() => Promise.reject("gone")]).client.getIceServers(), { message: /\(gone\)$/ });
});

test("a body that breaks off is a network fault", async () => {
  const start = (controller) => controller.error(new TypeError("terminated"));
  const fetch = async () => new Response(new ReadableStream({ start }));
  await fails(new WebRTCSDPClient("", { fetch }).sendOffer(OFFER), { code: 0, reason: "client.network" });
});

/** Rejects like fetch does once the signal is aborted. */
const untilAborted = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("an unanswered call ends at the timeout, not a moment before", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [options, milliseconds] of [[{}, 30_000], [{ timeout: 1_500 }, 1_500]]) {
    const { client } = stub([untilAborted], options);
    let settled = false;
    const call = client.sendOffer(OFFER, "s1").finally(() => (settled = true));
    call.catch(() => {});
    t.mock.timers.tick(milliseconds - 1);
    await new Promise(setImmediate);
    assert.equal(settled, false);
    t.mock.timers.tick(1);
    const message = `POST /webrtc/offer was not answered within ${milliseconds / 1000} s`;
    await fails(call, { code: 0, reason: "client.timeout", sessionId: "s1", message });
  }
});

test("the timeout covers the body too", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const fetch = async (_, { signal }) => {
    const start = (controller) => {
      controller.enqueue(new TextEncoder().encode("{"));
      signal.addEventListener("abort", () => controller.error(signal.reason));
    };
    return new Response(new ReadableStream({ start }));
  };
  const call = new WebRTCSDPClient("", { fetch }).sendOffer(OFFER);
  call.catch(() => {});
  await new Promise(setImmediate);
  t.mock.timers.tick(30_000);
  await fails(call, { code: 0, reason: "client.timeout" });
});

test("no timer is left behind, and no answer comes too late for the next call", async (t) => {
  const clear = t.mock.method(globalThis, "clearTimeout");
  const { client } = stub([ANSWER, gone, reply("", 500)]);
  await client.sendOffer(OFFER);
  await client.sendOffer(OFFER).catch(() => {});
  await client.sendOffer(OFFER).catch(() => {});
  assert.equal(clear.mock.callCount(), 3);
});

test("a timeout must be a positive number, and may be endless", async () => {
  for (const timeout of [0, -1, NaN, "soon"]) assert.throws(() => new WebRTCSDPClient("", { timeout }), RangeError);
  const { client } = stub([ANSWER], { timeout: Infinity });
  assert.equal((await client.exchangeSdp(OFFER)).sessionId, "s1");
});

test("a hundred sessions at once keep apart, whatever the order of the answers", async () => {
  const waiting = [];
  const fetch = (_, { body }) => new Promise((resolve) => waiting.push({ request: JSON.parse(body), resolve }));
  const client = new WebRTCSDPClient("", { fetch });
  const ids = Array.from({ length: 100 }, (_, i) => `s${i}`);
  const sessions = ids.map((id) => client.sendOffer(`offer of ${id}`, id, id));
  for (const { request, resolve } of waiting.splice(0).reverse()) {
    const id = request.session_id;
    assert.equal(request.sdp.sdp, `offer of ${id}`);
    const full = reply({ error: "full", reason: "endpoint.full" }, 503);
    const answer = reply({ ...ANSWER, session_id: id, sdp: { type: "answer", sdp: id }, metadata: id });
    resolve(id.endsWith("3") ? full : answer);
  }
  const outcomes = await Promise.allSettled(sessions);
  outcomes.forEach(({ status, value, reason }, i) => {
    if (i % 10 === 3) assert.deepEqual([status, reason.sessionId, reason.code], ["rejected", ids[i], 503]);
    else assert.deepEqual(value, { sessionId: ids[i], answerSdp: ids[i], iceCandidates: [], metadata: ids[i] });
  });
});

test("one slow call does not hold up or cancel another", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { client } = stub([untilAborted, ANSWER]);
  const slow = client.sendOffer(OFFER, "slow");
  slow.catch(() => {});
  t.mock.timers.tick(29_999);
  assert.equal((await client.sendOffer(OFFER)).sessionId, "s1");
  t.mock.timers.tick(1);
  await fails(slow, { reason: "client.timeout", sessionId: "slow" });
});

test("over a real connection", async (t) => {
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    if (request.url === "/rtc/webrtc/close") return response.end(JSON.stringify({ ...body, status: "closed" }));
    response.writeHead(200, { "content-length": 1000 }).write("{");
    setImmediate(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const client = new WebRTCSDPClient(`http://127.0.0.1:${server.address().port}/rtc/`);
  await client.closeSession("s1", "done");
  await fails(client.sendOffer(OFFER), { code: 0, reason: "client.network" });
});
