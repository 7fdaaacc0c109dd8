/** What the tests of the client share: a server that is a plain function, and a clock that is moved by hand. */

import assert from "node:assert/strict";

import { WebRTCSDPClient, WebRTCSDPError } from "../../sdpsig/web/webrtc-client.js";

export const OFFER = "v=0\r\noffer";
export const ANSWER = { sdp: { type: "answer", sdp: "v=0\r\nanswer" }, session_id: "s1", ice_candidates: [] };
export const RECEIVED = { session_id: "s1", status: "received" };
export const CLOSED = { session_id: "s1", status: "closed" };
export const CANDIDATE = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0 };
export const END = { candidate: "", sdpMid: null, sdpMLineIndex: null };

export const gone = () => Promise.reject(new TypeError("gone"));
export const reply = (body, status = 200) => new Response(typeof body === "string" ? body : JSON.stringify(body), { status });

/** A client, and the calls it made; each call is answered by the next of `replies`, the last one again and again. */
export function stub(replies, { base = "", ...options } = {}) {
  const calls = [];
  const fetch = async (url, { headers, body, ...init }) => {
    const call = { url, headers: Object.fromEntries(headers), body: body && JSON.parse(body), ...init };
    calls.push(call);
    const next = replies[Math.min(calls.length, replies.length) - 1];
    const answer = typeof next === "function" ? await next(call) : next;
    if (!(answer instanceof Response)) return reply(answer);
    return answer.headers.get("content-type")?.startsWith("text/event-stream") ? answer : answer.clone();
  };
  return { client: new WebRTCSDPClient(base, { fetch, ...options }), calls };
}

/** A stream of events that is written by hand. */
export function stream() {
  let writer;
  const cancel = () => (made.closed = true);
  const body = new ReadableStream({ start: (controller) => (writer = controller), cancel });
  const write = (text) => writer.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
  const made = {
    closed: false,
    reply: () => new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } }),
    write,
    say: (event, data, id = 1) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => writer.close(),
    cut: () => writer.error(new TypeError("network error")),
  };
  return made;
}

export const fails = async (promise, expected) => {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
  assert.ok(error instanceof WebRTCSDPError && error instanceof Error);
  assert.equal(error.name, "WebRTCSDPError");
  for (const [name, value] of Object.entries(expected)) {
    if (value instanceof RegExp) assert.match(error[name], value);
    else assert.deepEqual(error[name], value, name);
  }
  return error;
};

/** Lets everything run that waits for promises only, and for the events that they cause. */
export async function settled() {
  for (let round = 0; round < 3; round++) await new Promise(setImmediate);
}

/** A clock at zero; what it returns moves it, and lets happen what is due. */
export function clock(t) {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  t.mock.method(Math, "random", () => 0.5);
  return async (milliseconds) => {
    await settled();
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
    await settled();
  };
}
