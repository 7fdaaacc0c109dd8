/** The events of a session: what a stream says, and what becomes of one that breaks off. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { WebRTCSDPClient } from "../../sdpsig/web/webrtc-client.js";
import { clock, fails, gone, reply, settled, stream, stub } from "./_stub.mjs";

const NOT_FOUND = reply({ error: "there is no such session", reason: "session.not-found" }, 404);
const OVER = () => new Response(null, { status: 204 });

/** Listens, and keeps what it hears. */
function listen(client, options) {
  const heard = [];
  const done = (async () => {
    for await (const { type, data } of client.events("s1", options)) heard.push([type, data]);
  })();
  done.catch(() => {});
  return { heard, done };
}

/** What is heard of a text that arrives in these parts. */
async function hear(...parts) {
  const events = stream();
  const { client } = stub([events.reply, OVER]);
  const { heard } = listen(client);
  await settled();
  for (const part of parts) {
    events.write(part);
    await settled();
  }
  events.end();
  return heard;
}

test("events are asked for by session, with the headers of every call", async () => {
  const { client, calls } = stub([OVER], { base: "/rtc", headers: { Authorization: "Bearer t" } });
  await listen(client).done;
  assert.equal(calls[0].url, "/rtc/webrtc/events?session_id=s1");
  assert.equal(calls[0].headers.accept, "text/event-stream");
  assert.equal(calls[0].headers.authorization, "Bearer t");
  assert.equal("last-event-id" in calls[0].headers, false);
});

test("a session id is spelt as a query has it", async () => {
  const { client, calls } = stub([OVER]);
  for await (const _ of client.events("a~b c&d")) assert.fail();
  assert.equal(calls[0].url, "/webrtc/events?session_id=a~b%20c%26d");
});

test("an event has a name and JSON", async () => {
  const said = 'event: candidate\ndata: {"candidate": "c"}\n\nevent: restart-suggested\ndata: {}\n\n';
  assert.deepEqual(await hear(said), [["candidate", { candidate: "c" }], ["restart-suggested", {}]]);
});

test("lines end in every way that they may, and wherever the network cuts them", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const said = ["event: state", 'data: {"a":', "data: 1}", "", "data:2", "", ""].join(end);
    const expected = [["state", { a: 1 }], ["message", 2]];
    assert.deepEqual(await hear(said + "\n"), expected);
    assert.deepEqual(await hear(...said, "\n"), expected);
  }
});

test("a character that is cut in two arrives whole", async () => {
  const bytes = new TextEncoder().encode('data: "é€😀"\n\n');
  assert.deepEqual(await hear(...[...bytes].map((byte) => Uint8Array.of(byte))), [["message", "é€😀"]]);
});

test("comments, unknown fields and events without data say nothing", async () => {
  assert.deepEqual(await hear(":\n\n: hello\nfield: x\nnothing\n\nevent: state\n\nevent: a\ndata: 1\n\n"), [["a", 1]]);
});

test("what is cut off is not an event", async () => {
  assert.deepEqual(await hear("data: 1\n\nevent: half\ndata: 2\n"), [["message", 1]]);
});

test("a stream that breaks off is resumed after the last event", async (t) => {
  const pass = clock(t);
  const streams = [stream(), stream(), stream()];
  const { client, calls } = stub([...streams.map((one) => one.reply), OVER]);
  const { heard, done } = listen(client);
  await settled();
  streams[0].write("id: 7\ndata: 1\n\nid: 8\ndata: half");
  await settled();
  streams[0].cut();
  await pass(999);
  assert.equal(calls.length, 1);
  await pass(1);
  streams[1].write("retry: 5000\n\ndata: 2\n\n");
  await settled();
  streams[1].end();
  await pass(4_999);
  assert.equal(calls.length, 2);
  await pass(1);
  streams[2].write("id: 9\0\nretry: soon\ndata: 3\n\n");
  await settled();
  streams[2].end();
  await pass(5_000);
  await done;
  assert.deepEqual(heard.map(([, data]) => data), [1, 2, 3]);
  assert.deepEqual(calls.map(({ headers }) => headers["last-event-id"]), [undefined, "7", "7", "7"]);
});

test("a connection that is silent for a minute is taken for dead", async (t) => {
  const pass = clock(t);
  const dead = stream();
  const { client, calls } = stub([dead.reply, OVER]);
  const { done } = listen(client);
  await pass(59_000);
  dead.write(":\n\n");
  await pass(59_999);
  assert.equal(dead.closed, false);
  await pass(1);
  assert.equal(dead.closed, true);
  await pass(1_000);
  await done;
  assert.equal(calls.length, 2);
});

test("a server that cannot be reached is tried again, one that refuses is not", async (t) => {
  const pass = clock(t);
  const { client, calls } = stub([gone, reply({ error: "busy" }, 503), OVER]);
  const { done } = listen(client);
  await pass(375);
  await pass(750);
  await done;
  assert.equal(calls.length, 3);
  await fails(listen(stub([NOT_FOUND]).client).done, { code: 404, reason: "session.not-found", sessionId: "s1" });
});

test("the events of a session end with it", async (t) => {
  const pass = clock(t);
  const closed = stream();
  const ended = listen(stub([closed.reply]).client);
  await settled();
  closed.say("closed", { reason: "idle" });
  await ended.done;
  assert.deepEqual(ended.heard, [["closed", { reason: "idle" }]]);
  assert.equal(closed.closed, true);

  const forgotten = stream();
  const { done } = listen(stub([forgotten.reply, NOT_FOUND]).client);
  await settled();
  forgotten.end();
  await pass(1_000);
  await done;
});

test("whoever answers with something else does not speak this API", async () => {
  for (const body of ["{}", "<html>"]) {
    const message = "GET /webrtc/events was answered 200 without a stream of events";
    await fails(listen(stub([reply(body)]).client).done, { code: 200, reason: "client.bad-response", message });
  }
});

test("an abort ends the listening, be it open, waiting or about to begin", async (t) => {
  const pass = clock(t);
  for (const first of [stream().reply, gone]) {
    const stop = new AbortController();
    const { client, calls } = stub([first]);
    const { done } = listen(client, { signal: stop.signal });
    await settled();
    stop.abort();
    await pass(61_000);
    await done.catch(({ reason }) => assert.equal(reason, "client.network"));
    assert.equal(calls.length, 1);
    await listen(client, { signal: stop.signal }).done;
    assert.equal(calls.length, 1);
  }
});

test("over a real connection", async (t) => {
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const after = Number(request.headers["last-event-id"] ?? 0);
    response.write(`retry: 0\n\nid: ${after + 1}\ndata: ${after + 1}\n\n`);
    if (after === 2) response.end('event: closed\ndata: {"reason": "enough"}\n\n');
    else setImmediate(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { heard, done } = listen(new WebRTCSDPClient(`http://127.0.0.1:${server.address().port}`));
  await done;
  assert.deepEqual(heard, [["message", 1], ["message", 2], ["message", 3], ["closed", { reason: "enough" }]]);
});
