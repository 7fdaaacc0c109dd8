/**
 * Fragments of SDP: candidates and ICE restarts as WHIP and WHEP carry them (RFC 8840 §9, RFC 9725 §4.3).
 *
 * Texts in, texts out. Peers of WHIP bundle all media, so there is one transport: that of the tagged section.
 */

/** @typedef {import("./signaling.js").Candidate} Candidate */

/**
 * Candidates of a description, as a fragment of it.
 *
 * @param {string} sdp The local description that they belong to.
 * @param {Candidate[]} candidates Those of other sections than the tagged one are left out; null ends them.
 */
export function fragmentOf(sdp, candidates) {
  const { group, mid, section, credentials } = tagged(sdp);
  const ours = candidates.filter((candidate) => (candidate?.sdpMid ?? mid) === mid);
  const lines = ours.map((candidate) => (candidate?.candidate ? `a=${candidate.candidate}` : "a=end-of-candidates"));
  return [...group, section[0], `a=mid:${mid}`, ...credentials, ...lines].map((line) => `${line}\r\n`).join("");
}

/**
 * Whether an offer is the one before with other credentials, and with nothing else that would have to be negotiated.
 *
 * @param {string} before
 * @param {string} after
 */
export function restarts(before, after) {
  const [one, other] = [tagged(before), tagged(after)];
  const sections = (/** @type {string} */ sdp) => sdp.match(/^m=/gm)?.length;
  return sections(before) === sections(after) && one.credentials.join() !== other.credentials.join();
}

/**
 * An answer, with the transport that a fragment has restarted.
 *
 * @param {string} answer
 * @param {string} fragment
 */
export function restarted(answer, fragment) {
  const told = linesOf(fragment);
  const candidates = told.filter((line) => /^a=(candidate:|end-of-candidates$)/.test(line));
  const { mid } = tagged(answer);
  const lines = linesOf(answer).flatMap((line) => {
    if (/^a=(candidate:|end-of-candidates$)/.test(line)) return [];
    const [name] = /^a=ice-(ufrag|pwd):/.exec(line) ?? [];
    if (name) return [told.find((other) => other.startsWith(name)) ?? line];
    if (line === `a=mid:${mid}`) return [line, ...candidates];
    return [line];
  });
  const text = lines.map((line) => `${line}\r\n`).join("");
  return text.replace(/^(o=\S+ \S+ )(\d+)/m, (_, head, version) => head + (BigInt(version) + 1n));
}

/**
 * The section whose transport all others use, and what it says of it.
 *
 * @param {string} sdp
 */
function tagged(sdp) {
  const [session, ...sections] = linesOf(sdp).reduce(
    (parts, line) => {
      if (line.startsWith("m=")) parts.push([]);
      parts[parts.length - 1].push(line);
      return parts;
    },
    /** @type {string[][]} */ ([[]]),
  );
  const value = (/** @type {string[]} */ lines, /** @type {string} */ name) =>
    lines.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3);
  const group = session.filter((line) => line.startsWith("a=group:BUNDLE "));
  const first = group[0]?.split(" ")[1] ?? value(sections[0] ?? [], "mid") ?? "0";
  const section = sections.find((lines) => value(lines, "mid") === first) ?? sections[0] ?? ["m=audio 9 RTP/AVP 0"];
  const credentials = ["ice-ufrag", "ice-pwd"].map(
    (name) => `a=${name}:${value(section, name) ?? value(session, name) ?? ""}`,
  );
  return { group, mid: first, section, credentials };
}

/** @param {string} sdp */
function linesOf(sdp) {
  return sdp.split(/\r?\n/).filter(Boolean);
}
