/**
 * The page: turns what an EchoCall reports into what a person sees.
 *
 * Knows the document, never the wire. `?trickle=1` sets the switch, `?auto=1` presses the button,
 * `?quiet=1` leaves without a word, so that the server's deadlines can be watched.
 */

import { EchoCall } from "./echo.js";
import { explain } from "./faults.js";
import { showExamples } from "./panel.js";
import {
  WebRTCSDPClient,
  WebRTCSDPError,
  WebRTCSDPExamples,
  WebRTCSDPSession,
  WhepClient,
  WhipClient,
} from "./webrtc-client.js";

/** @typedef {import("./echo.js").CallEvent} CallEvent */
/** @typedef {import("./echo.js").Milestone} Milestone */
/** @typedef {"idle" | "connecting" | "connected" | "closed" | "failed"} Phase */

// Relative to this module, so that the page works below a mount point too.
const client = new WebRTCSDPClient(new URL(".", import.meta.url));
const parameters = new URLSearchParams(location.search);
const wants = (/** @type {string} */ name) => parameters.get(name) === "1";

const connect = find("connect", HTMLButtonElement);
const close = find("close", HTMLButtonElement);
const trickle = find("trickle", HTMLInputElement);
const fault = find("error", HTMLElement);
const timeline = find("timeline", HTMLElement);
const pulse = /** @type {SVGPolylineElement} */ (document.querySelector("#pulse polyline"));

/** What a state means for the colour of its tile; any other state is on its way. @type {Record<string, string>} */
const MOOD = {
  new: "idle",
  stable: "good",
  complete: "good",
  connected: "good",
  completed: "good",
  disconnected: "bad",
  failed: "bad",
  closed: "idle",
};

/** @type {[from: Milestone, to: Milestone, name: string][]} */
const JOURNEY = [
  ["pressed", "offered", "Offer and candidates"],
  ["offered", "answered", "Answer"],
  ["answered", "ice", "ICE"],
  ["ice", "connected", "DTLS"],
  ["connected", "echoed", "First echo"],
];

const PULSE_POINTS = 60;

/** @type {EchoCall | undefined} */
let call;
/** @type {number[]} */
let echoes = [];

function start() {
  if (!("RTCPeerConnection" in window)) {
    return showFault(new WebRTCSDPError("RTCPeerConnection is not defined.", { reason: "browser.no-webrtc" }));
  }
  clear();
  show("connecting", "Connecting…", "Making an offer and collecting addresses.");
  if (document.activeElement === connect) close.focus();
  const current = new EchoCall(client, { trickle: trickle.checked }, (event) => {
    if (call === current) render(event);
  });
  call = current;
  log("button", "Connect", "", current.times.pressed);
  current.start();
}

/** @param {CallEvent} event */
function render(event) {
  switch (event.kind) {
    case "state":
      return showState(event.machine, event.value) && log(event.machine, event.value, MOOD[event.value]);
    case "candidate":
      find(`${event.side}-candidates`, HTMLElement).append(candidateRow(event.candidate));
      return log("candidate", `${event.side} ${event.candidate.type} ${event.candidate.protocol}`);
    case "description":
      showSdp(event.side === "local" ? "offer" : "answer", event.sdp);
      drawJourney();
      return log("http", event.side === "local" ? "offer sent" : "answer received");
    case "pair":
      markPair("local", event.local);
      return markPair("remote", event.remote);
    case "echo":
      return showEcho(event.rtt);
    case "note":
      return log("http", event.text, event.bad ? "bad" : undefined);
    case "connected":
      drawJourney();
      return show("connected", `Connected in ${since(call?.times.connected)} ms`, "Each ping comes straight back.");
    case "closed":
      return show("closed", "Closed", "The session has ended. The next one is a button away.");
    case "failed":
      return showFault(event.error);
  }
}

function clear() {
  call = undefined;
  echoes = [];
  fault.hidden = true;
  for (const id of ["timeline", "local-candidates", "remote-candidates", "offer", "answer", "journey", "journey-bar"]) {
    find(id, HTMLElement).replaceChildren();
  }
  showState("signaling", "stable");
  for (const machine of ["gathering", "ice", "connection"]) showState(machine, "new");
  for (const id of ["rtt", "rtt-last", "rtt-min"]) find(id, HTMLElement).textContent = "–";
  find("rtt-count", HTMLElement).textContent = "0";
  pulse.setAttribute("points", "");
}

/**
 * @param {Phase} phase
 * @param {string} headline
 * @param {string} summary
 */
function show(phase, headline, summary) {
  document.body.dataset.phase = phase;
  find("status", HTMLElement).textContent = headline;
  find("summary", HTMLElement).textContent = summary;
  const busy = phase === "connecting" || phase === "connected";
  connect.disabled = trickle.disabled = busy;
  close.disabled = !busy;
  connect.textContent = phase === "idle" || busy ? "Connect" : "Connect again";
}

/**
 * Sets the tile of a state machine; false when it says so already.
 *
 * @param {string} machine
 * @param {string} state
 */
function showState(machine, state) {
  const tile = find(`${machine}-state`, HTMLElement);
  if (tile.textContent === state) return false;
  tile.textContent = state;
  tile.dataset.mood = MOOD[state] ?? "busy";
  return true;
}

/** @param {Error & Partial<WebRTCSDPError>} error */
function showFault(error) {
  const { title, advice } = explain(error, call);
  show("failed", title, "Nothing is left open; you can try again.");
  const { reason, code, line, rule, issues = [] } = error;
  const facts = [reason, code && `HTTP ${code}`, line && `line ${line}`, rule].filter(Boolean);
  fault.replaceChildren(
    element("p", { className: "message", textContent: error.message }),
    element("p", { className: "facts" }, ...facts.map((fact) => element("code", { textContent: String(fact) }))),
    element("ul", {}, ...issues.map(({ pointer, detail }) => element("li", { textContent: `${pointer}: ${detail}` }))),
    element("p", { className: "advice", textContent: advice }),
  );
  fault.hidden = false;
  if (line) find("offer", HTMLElement).children[line - 1]?.classList.add("faulty");
  log("error", error.message, "bad");
}

/** @param {number} rtt */
function showEcho(rtt) {
  echoes.push(rtt);
  const recent = echoes.slice(-PULSE_POINTS);
  const top = Math.max(...recent, 1);
  const points = recent.map((value, i) => `${(i * 240) / (PULSE_POINTS - 1)},${42 - (40 * value) / top}`);
  pulse.setAttribute("points", points.join(" "));
  find("rtt", HTMLElement).textContent = find("rtt-last", HTMLElement).textContent = rtt.toFixed(1);
  find("rtt-min", HTMLElement).textContent = Math.min(...echoes).toFixed(1);
  find("rtt-count", HTMLElement).textContent = String(echoes.length);
  if (echoes.length > 1) return;
  log("echo", `first echo after ${rtt.toFixed(1)} ms`, "good");
  drawJourney();
}

/**
 * @param {"offer" | "answer"} id
 * @param {string} sdp
 */
function showSdp(id, sdp) {
  const lines = sdp.replace(/\r?\n$/, "").split(/\r?\n/);
  const rows = lines.map((text) => {
    const className = text.startsWith("m=") ? "line media" : "line";
    return element("span", { className, textContent: `${text}\n` });
  });
  find(id, HTMLElement).replaceChildren(...rows);
}

/** @param {RTCIceCandidate} candidate */
function candidateRow({ type, protocol, address, port }) {
  const cells = [type, protocol, address, port].map((value) => element("td", { textContent: String(value ?? "–") }));
  cells[0].className = `type ${type}`;
  const row = element("tr", {}, ...cells);
  row.dataset.key = `${type} ${protocol} ${port}`;
  return row;
}

/**
 * Marks the candidate in use; its address may be withheld by the browser, the rest tells it apart well enough.
 *
 * @param {"local" | "remote"} side
 * @param {import("./pair.js").CandidateStats} [used]
 */
function markPair(side, used) {
  for (const row of find(`${side}-candidates`, HTMLElement).querySelectorAll("tr")) {
    row.classList.toggle("used", row.dataset.key === `${used?.candidateType} ${used?.protocol} ${used?.port}`);
  }
}

function drawJourney() {
  const times = call?.times ?? {};
  const legs = JOURNEY.flatMap(([from, to, name]) => {
    const [begin, end] = [times[from], times[to]];
    return begin === undefined || end === undefined ? [] : [{ name, duration: Math.max(end - begin, 0) }];
  });
  const bars = legs.map(({ duration }) => {
    const bar = element("span");
    bar.style.flexGrow = String(duration);
    return bar;
  });
  const labels = legs.map(({ name, duration }) =>
    element("li", {}, element("b", { textContent: `${duration.toFixed(0)} ms` }), ` ${name}`),
  );
  find("journey-bar", HTMLElement).replaceChildren(...bars);
  find("journey", HTMLElement).replaceChildren(...labels);
}

/**
 * @param {string} source
 * @param {string} text
 * @param {string} [mood]
 * @param {number} [time]
 */
function log(source, text, mood = "", time) {
  const when = element("time", { textContent: String(since(time)) });
  const entry = element("li", {}, when, element("b", { textContent: source }), element("span", { textContent: text }));
  entry.dataset.mood = mood;
  timeline.append(entry);
  timeline.scrollTop = timeline.scrollHeight;
}

/**
 * Whole milliseconds since the button was pressed.
 *
 * @param {number} [time]
 */
function since(time = performance.now()) {
  return Math.round(time - (call?.times.pressed ?? time));
}

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 */
function find(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`the page has no ${type.name} with id ${id}`);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

connect.addEventListener("click", start);
close.addEventListener("click", () => call?.close("closed by the user"));
addEventListener("pagehide", () => {
  if (!wants("quiet")) call?.close("the page was left");
});

// For browser tests, and for whoever opens the console.
Object.assign(window, {
  WebRTCSDPClient,
  WebRTCSDPExamples,
  WebRTCSDPSession,
  WhepClient,
  WhipClient,
  sdpsigPage: {
    get sessionId() {
      return call?.sessionId ?? null;
    },
    get times() {
      return { pressed: null, connected: null, echoed: null, ...call?.times };
    },
    get pc() {
      return call?.pc ?? null;
    },
  },
});

find("server", HTMLElement).textContent = location.host;
showExamples(client, document.querySelectorAll("[data-example]"), find("examples-log", HTMLElement));
trickle.checked = wants("trickle");
if (wants("auto")) start();
