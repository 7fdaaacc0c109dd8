/**
 * When this machine's way to the network has changed, so that the paths that ICE found may be gone.
 */

/**
 * Calls back whenever the network is back, or has become another one.
 *
 * @param {() => void} callback
 * @param {AbortSignal} signal Ends the watch.
 */
export function watchNetwork(callback, signal) {
  globalThis.addEventListener?.("online", callback, { signal });
  // Where it is known whether the way is Wi-Fi or cellular. The event tells of mere bandwidth, too.
  const connection = /** @type {any} */ (globalThis.navigator)?.connection;
  let type = connection?.type;
  connection?.addEventListener(
    "change",
    () => {
      if (connection.type === type) return;
      type = connection.type;
      if (type !== "none") callback();
    },
    { signal },
  );
}
