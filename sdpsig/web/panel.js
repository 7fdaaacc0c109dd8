/**
 * The examples as buttons, and what they say as lines below.
 */

import { WebRTCSDPExamples } from "./webrtc-examples.js";

/** @typedef {"basicPeerConnection" | "advancedCandidates" | "dataChannel" | "metadata" | "concurrentSessions" | "cleanup"} Name */

/**
 * @param {import("./signaling.js").WebRTCSDPClient} client
 * @param {Iterable<Element>} buttons Each names its example in `data-example`.
 * @param {HTMLElement} output
 */
export function showExamples(client, buttons, output) {
  const write = (/** @type {string} */ text, mood = "") => {
    const line = Object.assign(document.createElement("li"), { textContent: text });
    line.dataset.mood = mood;
    output.append(line);
    output.scrollTop = output.scrollHeight;
  };
  const examples = new WebRTCSDPExamples(client, (line) => write(line));
  for (const button of /** @type {Iterable<HTMLButtonElement>} */ (buttons)) {
    const name = /** @type {Name} */ (button.dataset.example);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await examples[name]();
      } catch (error) {
        write(`${name}: ${/** @type {Error} */ (error).message}`, "bad");
      }
      button.disabled = false;
    });
  }
}
