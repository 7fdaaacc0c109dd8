/**
 * When this machine's way to the network has changed, so that the paths that ICE found may be gone.
 */
/**
 * Calls back whenever the network is back, or has become another one.
 *
 * @param {() => void} callback
 * @param {AbortSignal} signal Ends the watch.
 */
export declare function watchNetwork(callback: () => void, signal: AbortSignal): void;
