/**
 * The pair of candidates that a connection uses, from the statistics of the browser.
 */

/** @typedef {{candidateType: string, protocol: string, port: number, address?: string}} CandidateStats */

/**
 * @param {RTCPeerConnection} peer
 * @returns {Promise<{local: CandidateStats, remote: CandidateStats} | undefined>}
 */
export async function selectedPair(peer) {
  const stats = /** @type {Map<string, any>} */ (/** @type {unknown} */ (await peer.getStats()));
  const all = [...stats.values()];
  // Chromium names the pair in use in the transport's statistics, Firefox marks the pair itself.
  const transport = all.find(({ type }) => type === "transport");
  const pair = stats.get(transport?.selectedCandidatePairId) ?? all.find(({ selected }) => selected);
  return pair && { local: stats.get(pair.localCandidateId), remote: stats.get(pair.remoteCandidateId) };
}
