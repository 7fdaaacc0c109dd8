// The operations of one side over the W3C interface, for a page and for node. One expression: a
// page evaluates it, and so does node. `codecsOf(kind)` names what a transceiver may prefer, as
// codecs with a mimeType.
(Connection, codecsOf) => {
  class Unsupported extends Error {}
  const connections = new Map();

  const transceiver = (pc, mid) => {
    const found = pc.getTransceivers().find(one => one.mid === mid);
    if (!found) throw new Error(`no transceiver has the mid ${mid}`);
    return found;
  };

  const prefer = (one, kind, names) => {
    const wanted = name => codecsOf(kind).filter(
      ({mimeType}) => mimeType.toLowerCase() === `${kind}/${name}`.toLowerCase());
    const codecs = names.flatMap(wanted);
    if (codecs.length) one.setCodecPreferences(codecs);
  };

  // A peer rejects what it has no codec for: it wants only such codecs as are not offered.
  const reject = (pc, mid) => {
    const offered = pc.remoteDescription.sdp.split(/^(?=m=)/m)
      .find(section => section.includes(`\na=mid:${mid}\r`));
    const names = [...offered.matchAll(/^a=rtpmap:\d+ ([^/]+)/gm)].map(([, name]) => name);
    const {kind} = transceiver(pc, mid).receiver.track;
    const known = ['opus', 'PCMU', 'PCMA', 'G722', 'VP8', 'VP9', 'H264', 'AV1'];
    const missing = known.filter(name => !names.some(one => one.toLowerCase() === name.toLowerCase()));
    const codecs = codecsOf(kind).filter(({mimeType}) => missing.includes(mimeType.split('/')[1]));
    if (!codecs.length) throw new Unsupported('everything is offered');
    transceiver(pc, mid).setCodecPreferences(codecs);
  };

  const operations = {
    reject,
    add_transceiver(pc, kind, direction, codecs, encodings) {
      const init = {direction};
      if (encodings.length) {
        init.sendEncodings = encodings.map((rid, at) => ({rid, scaleResolutionDownBy: 2 ** at}));
      }
      prefer(pc.addTransceiver(kind, init), kind, codecs);
    },
    stop(pc, mid) { transceiver(pc, mid).stop(); },
    set_direction(pc, mid, direction) { transceiver(pc, mid).direction = direction; },
    create_data_channel(pc) { pc.createDataChannel('peer'); },
    async create_offer(pc, iceRestart) { return (await pc.createOffer({iceRestart})).sdp; },
    async create_answer(pc) { return (await pc.createAnswer()).sdp; },
    async set_local(pc, type, sdp) { await pc.setLocalDescription({type, sdp}); },
    async set_remote(pc, type, sdp) { await pc.setRemoteDescription({type, sdp}); },
    async rollback(pc, side) {
      const description = {type: 'rollback', sdp: ''};
      if (side === 'local') await pc.setLocalDescription(description);
      else await pc.setRemoteDescription(description);
    },
    restart_ice(pc) { pc.restartIce(); },
  };

  // What came of an operation on the connection of this number, and its state then.
  return async (number, operation, ...args) => {
    if (operation === 'open') {
      connections.set(number, new Connection(...args));
      return {state: 'stable'};
    }
    const pc = connections.get(number);
    if (operation === 'close') {
      connections.delete(number);
      await pc.close();
      return {state: 'closed'};
    }
    try {
      const value = await operations[operation](pc, ...args);
      return {value: value ?? null, state: pc.signalingState};
    } catch (error) {
      const what = error instanceof Unsupported ? 'unsupported' : 'refused';
      return {[what]: `${error.name}: ${error.message}`, state: pc.signalingState};
    }
  };
}
