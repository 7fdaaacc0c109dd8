/**
 * What went wrong, in words for the person in front of the page, and what to try next.
 *
 * Tables and strings only: the reasons are the server's, the client's, and echo.js's own.
 */

/** @typedef {import("./echo.js").EchoCall} EchoCall */
/** @typedef {{title: string, advice: string}} Explanation */

/** @type {Record<string, [title: string, advice: string]>} */
const BY_REASON = {
  "client.network": [
    "The server cannot be reached",
    "Is it still running? Look at the terminal in which it was started, then connect again.",
  ],
  "client.timeout": [
    "The server took too long",
    "It accepted the request but did not answer it. Its log tells what it was waiting for.",
  ],
  "client.bad-response": [
    "Something else answered",
    "The reply did not come from sdpsig. A proxy in between, or another program on this port?",
  ],
  "browser.answer-refused": [
    "The browser refused the answer",
    "The server's answer does not fit the offer. Both are below; please report them as a bug.",
  ],
  "browser.no-webrtc": [
    "This browser has no WebRTC",
    "It is missing or switched off. Try another browser, or look for an extension that blocks it.",
  ],
  "connection.closed": [
    "The server hung up",
    "The session was ended on the other side: a deadline, a limit, or the server is shutting down.",
  ],
  "session.not-found": [
    "The server no longer knows this session",
    "It has expired, or the server was restarted. Connect again.",
  ],
  "session.answer-timeout": ["The server's media side did not answer in time", "Connect again; its log may tell more."],
  "endpoint.full": ["The server is full", "It holds as many sessions as it may. Close one, or try again in a moment."],
  "endpoint.draining": ["The server is shutting down", "It takes no new sessions. Try again when it is back."],
  "rate.limited": ["Too many requests", "The server asks for a pause. Try again in a moment."],
};

/** @type {Record<number, [title: string, advice: string]>} */
const BY_STATUS = {
  400: ["The server could not read the request", "No browser's offer should do that; please report it as a bug."],
  401: ["The server asks who you are", "It wants credentials that this page does not have."],
  403: ["The server does not allow this", "Its policy refuses this session."],
  404: ["The server does not know this address", "Is the API mounted where the page expects it?"],
  413: ["The request was too large", "The offer exceeds the server's limits."],
  422: ["The server cannot accept this offer", "It was read without trouble, but something in it rules out a session."],
  500: ["The server's media side failed", "The session is closed. The server's log has the details."],
  503: ["The server is busy", "Try again in a moment."],
};

/** @type {[title: string, advice: string]} */
const OTHERWISE = ["That did not work", "Connect again; if it happens again, the message above is where to start."];

/**
 * An error in words.
 *
 * @param {Partial<import("./calls.js").WebRTCSDPError>} error
 * @param {EchoCall} [call] The call it ended.
 * @returns {Explanation}
 */
export function explain({ reason = "", code = 0 }, call) {
  if (reason === "connection.failed" && call) return explainFailure(call);
  const [title, advice] = BY_REASON[reason] ?? BY_STATUS[code] ?? OTHERWISE;
  return { title, advice };
}

/**
 * Why no path was found, judged by the candidates that were there to try.
 *
 * @param {EchoCall} call
 * @returns {Explanation}
 */
function explainFailure({ times, candidates: { local, remote } }) {
  if (times.connected) {
    const advice = "The server stopped answering, or the network in between changed.";
    return { title: "The connection was lost", advice };
  }
  if (times.ice) {
    return {
      title: "The encrypted connection was refused",
      advice: "A path was found, but the DTLS handshake on it failed. Does the server run with its aiortc extra?",
    };
  }
  const advice = [];
  if (local.length === 0) advice.push("Your browser offered no address: it may be offline, or a policy hides them.");
  if (remote.length === 0) advice.push("The server offered no address: is its network up?");
  if (local.some(({ address }) => address?.endsWith(".local"))) {
    advice.push("Your browser hides its addresses behind mDNS names (.local), which not every network carries.");
  }
  if (![...local, ...remote].some(({ type }) => type === "relay")) {
    advice.push("If a firewall blocks UDP between you and the server, only a TURN server helps, and none was in use.");
  }
  advice.push("With browser and server on one machine without a network, start the server with --loopback.");
  return { title: "No path to the server was found", advice: advice.join(" ") };
}
