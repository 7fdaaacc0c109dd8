/** CandidateOutbox: when candidates go, in whose company, and how often. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CandidateOutbox } from "../../sdpsig/web/webrtc-client.js";
import { CANDIDATE, RECEIVED, clock, gone, reply, settled, stub } from "./_stub.mjs";

const one = (port) => ({ ...CANDIDATE, candidate: `candidate:1 1 udp 1 192.0.2.1 ${port} typ host` });
const ports = ({ body }) => (body.candidates ?? [body.candidate]).map(({ candidate }) => candidate.split(" ")[5] ?? "end");

/** An outbox under a clock, the ports of each request that it makes, and what it reports. */
function outbox(t, replies, options) {
  const pass = clock(t);
  const { client, calls } = stub(replies);
  const sent = [];
  const errors = [];
  const box = new CandidateOutbox(client, {
    onsent: (candidates) => sent.push(candidates.length),
    onerror: ({ code, reason }, candidates) => errors.push([code || reason, candidates.length]),
    ...options,
  });
  return { box, pass, calls, sent, errors, requests: () => calls.map(ports) };
}

test("candidates wait for the session, then go together and in their order", async (t) => {
  const { box, pass, calls, sent, requests } = outbox(t, [RECEIVED]);
  box.add(one(1));
  await pass(60_000);
  box.add(one(2));
  box.add(null);
  assert.deepEqual(requests(), []);
  box.open("s1");
  await settled();
  assert.deepEqual(requests(), [["1", "2", "end"]]);
  assert.equal(calls[0].body.session_id, "s1");
  assert.deepEqual(sent, [3]);
});

test("an end that others follow is that of a generation before, and is not sent", async (t) => {
  const { box, requests } = outbox(t, [RECEIVED]);
  box.add(one(1));
  box.add(null);
  box.add(one(2));
  box.add(null);
  box.open("s1");
  await settled();
  assert.deepEqual(requests(), [["1", "2", "end"]]);
});

test("candidates that are found within the window travel together", async (t) => {
  const { box, pass, requests } = outbox(t, [RECEIVED]);
  box.open("s1");
  box.add(one(1));
  await pass(49);
  box.add(one(2));
  assert.deepEqual(requests(), []);
  await pass(1);
  box.add(one(3));
  await pass(50);
  assert.deepEqual(requests(), [["1", "2"], ["3"]]);
});

test("a candidate alone travels as every server knows it", async (t) => {
  const { box, pass, calls } = outbox(t, [RECEIVED]);
  box.open("s1");
  box.add(one(1));
  await pass(50);
  assert.deepEqual(calls[0].body, { session_id: "s1", candidate: one(1) });
});

test("the end of candidates does not wait for company", async (t) => {
  const { box, requests } = outbox(t, [RECEIVED], { window: 1_000 });
  box.open("s1");
  box.add(one(1));
  box.add(null);
  await settled();
  assert.deepEqual(requests(), [["1", "end"]]);
});

test("one request is under way at a time, and what is found meanwhile goes with the next", async (t) => {
  const answers = [];
  const { box, pass, requests } = outbox(t, [() => new Promise((resolve) => answers.push(resolve))]);
  box.open("s1");
  for (const port of [1, 2, 3]) {
    box.add(one(port));
    await pass(50);
  }
  assert.deepEqual(requests(), [["1"]]);
  answers.shift()(RECEIVED);
  await settled();
  assert.deepEqual(requests(), [["1"], ["2", "3"]]);
});

test("a request has no more candidates than a server takes", async (t) => {
  const { box, calls } = outbox(t, [RECEIVED]);
  for (let port = 1; port <= 120; port++) box.add(one(port));
  box.open("s1");
  await settled();
  assert.deepEqual(calls.map((call) => ports(call).length), [50, 50, 20]);
});

test("what passes by itself is tried again, a refusal is not", async (t) => {
  const pass = clock(t);
  const outcomes = { 400: 1, 401: 1, 403: 1, 404: 1, 409: 1, 413: 1, 422: 1, 429: 2, 500: 1, 502: 2, 503: 2, 504: 2 };
  for (const [status, attempts] of Object.entries(outcomes)) {
    const { client, calls } = stub([reply({ error: "no", reason: "some.reason" }, Number(status)), RECEIVED]);
    const errors = [];
    const box = new CandidateOutbox(client, { onerror: ({ code }) => errors.push(code) });
    box.add(null);
    box.open("s1");
    await pass(1_000);
    assert.equal(calls.length, attempts, status);
    assert.deepEqual(errors, attempts === 1 ? [Number(status)] : []);
  }
});

test("an unreachable server is tried at growing intervals", async (t) => {
  const { box, pass, calls, sent } = outbox(t, [gone, gone, gone, RECEIVED]);
  box.add(null);
  box.open("s1");
  for (const [wait, attempts] of [[374, 1], [1, 2], [749, 2], [1, 3], [1_499, 3], [1, 4]]) {
    await pass(wait);
    assert.equal(calls.length, attempts);
  }
  assert.deepEqual(sent, [1]);
});

test("Retry-After is waited for, be it seconds or a date", async (t) => {
  const pass = clock(t);
  t.mock.method(Date, "now", () => 0);
  const past = new Date(-1_000).toUTCString();
  for (const [header, wait] of [["7", 7_000], [new Date(20_000).toUTCString(), 20_000], ["0", 0], [past, 0]]) {
    const full = new Response('{"error": "full"}', { status: 503, headers: { "retry-after": header } });
    const { client, calls } = stub([full, RECEIVED]);
    const box = new CandidateOutbox(client);
    box.add(null);
    box.open("s1");
    await pass(wait);
    assert.equal(calls.length, 1);
    await pass(250);
    assert.equal(calls.length, 2);
  }
});

test("patience ends, with the last error", async (t) => {
  const { box, pass, calls, errors } = outbox(t, [gone], { patience: 2_000 });
  box.add(one(1));
  box.add(null);
  box.open("s1");
  for (let i = 0; i < 20; i++) await pass(1_000);
  assert.deepEqual(errors, [["client.network", 2]]);
  assert.equal(calls.length, 3);
});

test("a bad candidate costs nothing but itself", async (t) => {
  const taste = ({ body }) => {
    const bad = (body.candidates ?? [body.candidate]).some(({ candidate }) => candidate === "candidate:nonsense");
    return bad ? reply({ error: "malformed", reason: "ice.candidate-syntax" }, 400) : RECEIVED;
  };
  const { box, sent, errors } = outbox(t, [taste]);
  for (const candidate of [one(1), { ...CANDIDATE, candidate: "candidate:nonsense" }, null]) box.add(candidate);
  box.open("s1");
  await settled();
  assert.deepEqual(errors, [[400, 1]]);
  assert.deepEqual(sent, [1, 1]);
});

test("a session that the server does not know gets no more candidates", async (t) => {
  const { box, pass, calls, errors } = outbox(t, [reply({ error: "no", reason: "session.not-found" }, 404)]);
  box.open("s1");
  box.add(one(1));
  await pass(50);
  box.add(one(2));
  box.open("s1");
  await pass(50);
  assert.deepEqual(errors, [[404, 1]]);
  assert.equal(calls.length, 1);
});

test("what is held goes with the next open, and what does not belong is forgotten", async (t) => {
  const { box, pass, requests } = outbox(t, [RECEIVED]);
  box.open("s1");
  box.add(one(1));
  box.hold();
  box.add(one(2));
  await pass(1_000);
  assert.deepEqual(requests(), []);
  box.clear(({ candidate }) => candidate === one(2).candidate);
  box.open("s1");
  await settled();
  assert.deepEqual(requests(), [["2"]]);
});

test("after stop nothing is sent, tried again or reported", async (t) => {
  const { box, pass, calls, errors } = outbox(t, [gone]);
  box.add(one(1));
  box.open("s1");
  await settled();
  box.stop();
  box.add(one(2));
  box.open("s1");
  await pass(60_000);
  assert.equal(calls.length, 1);
  assert.deepEqual(errors, []);
});
