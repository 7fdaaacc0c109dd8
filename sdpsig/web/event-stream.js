/**
 * Server-sent events over fetch (WHATWG HTML §9.2): EventSource sends no headers of ours, and does not say
 * what went wrong.
 */

import { pausing, retrying } from "./retry.js";

/** @typedef {{type: string, data: string}} StreamEvent */
/** @typedef {ReadableStream<Uint8Array>} Body */

const PAUSE = 1_000;

// Servers send a comment every quarter of a minute, so that a connection that died without a word is noticed.
const LONGEST_SILENCE = 60_000;

/**
 * Every event of a stream, which is opened again where it broke off.
 *
 * @param {(lastEventId: string) => Promise<Body | undefined>} open Undefined where there will be no more.
 * @param {object} [options]
 * @param {string} [options.lastEventId] After which event to begin.
 * @param {number} [options.patience] Milliseconds for which an unreachable server is tried.
 * @param {AbortSignal} [options.signal] Ends it.
 * @returns {AsyncGenerator<StreamEvent, void, void>}
 */
export async function* followEvents(open, { lastEventId = "", patience, signal } = {}) {
  const parser = new EventParser(lastEventId);
  while (!signal?.aborted) {
    const body = await retrying(() => open(parser.lastEventId), { patience, signal });
    if (!body) return;
    parser.restart();
    for await (const text of texts(body)) yield* parser.feed(text);
    await pausing(parser.retry ?? PAUSE, signal);
  }
}

/**
 * What arrives, until the connection ends in whatever way.
 *
 * @param {Body} body
 */
async function* texts(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const hangUp = () => reader.cancel().catch(() => {});
  try {
    while (true) {
      const timer = setTimeout(hangUp, LONGEST_SILENCE);
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      clearTimeout(timer);
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    hangUp();
  }
}

/** The lines of a stream, and the events that they make. */
class EventParser {
  /** Milliseconds to wait before the stream is opened again, where the server has said so. @type {number | undefined} */
  retry;

  #rest = "";
  #id;
  #type = "";
  /** @type {string[]} */
  #data = [];

  /** @param {string} lastEventId */
  constructor(lastEventId) {
    this.lastEventId = this.#id = lastEventId;
  }

  /** Forgets the event that was cut off. */
  restart() {
    this.#rest = this.#type = "";
    this.#data = [];
    this.#id = this.lastEventId;
  }

  /**
   * @param {string} text
   * @returns {Generator<StreamEvent, void, void>}
   */
  *feed(text) {
    // A carriage return at the end may be half of a line break.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      if (line !== "") this.#field(line);
      else yield* this.#dispatch();
    }
  }

  /** @param {string} line */
  #field(line) {
    const [, name, value] = /** @type {RegExpExecArray} */ (/^([^:]*)(?:: ?)?(.*)$/s.exec(line));
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#type = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
  }

  *#dispatch() {
    this.lastEventId = this.#id;
    const event = { type: this.#type || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    if (!empty) yield event;
  }
}
