/**
 * The pair of candidates that a connection uses, from the statistics of the browser.
 */
export type CandidateStats = {
    candidateType: string;
    protocol: string;
    port: number;
    address?: string;
};
/** @typedef {{candidateType: string, protocol: string, port: number, address?: string}} CandidateStats */
/**
 * @param {RTCPeerConnection} peer
 * @returns {Promise<{local: CandidateStats, remote: CandidateStats} | undefined>}
 */
export declare function selectedPair(peer: RTCPeerConnection): Promise<{
    local: CandidateStats;
    remote: CandidateStats;
} | undefined>;
