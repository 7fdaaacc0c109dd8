// Peers that run in node, told what to do in lines of JSON: [request, library, number, operation,
// ...arguments] comes in, [request, outcome] goes out, in whatever order the work gets done.
// Arguments: the folder with node_modules, and the operations over the W3C interface.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';

const [modules, operations] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const version = name => JSON.parse(readFileSync(`${modules}/${name}/package.json`, 'utf8')).version;

// --- werift: nearly the W3C interface.

function werift() {
  const {RTCPeerConnection} = require('werift');
  class Connection extends RTCPeerConnection {
    constructor({bundlePolicy}) {
      super({bundlePolicy, iceServers: [], iceUseIpv6: false});
    }
  }
  return (0, eval)(readFileSync(operations, 'utf8'))(Connection, () => []);
}

// --- node-datachannel: libdatachannel's interface, which makes a description and applies it at once.

const DIRECTIONS = {
  sendrecv: 'SendRecv', sendonly: 'SendOnly', recvonly: 'RecvOnly', inactive: 'Inactive',
};
const AUDIO = (media, names) => {
  for (const name of names.length ? names : ['opus', 'PCMU']) {
    if (name === 'opus') media.addOpusCodec(111);
    else if (name === 'PCMU' || name === 'PCMA') media.addAudioCodec(name === 'PCMU' ? 0 : 8, name);
  }
};
const VIDEO = (media, names) => {
  for (const name of names.length ? names : ['H264', 'VP8']) {
    if (name === 'H264') media.addH264Codec(102);
    else if (name === 'VP8') media.addVP8Codec(96);
    else if (name === 'VP9') media.addVP9Codec(98);
    else if (name === 'AV1') media.addAV1Codec(45);
  }
};

function datachannel() {
  const library = require('node-datachannel');
  const connections = new Map();
  const operationsOf = {
    add_transceiver(side, kind, direction, codecs) {
      const mid = `${kind}${side.tracks.length}`;
      const media = new library[kind === 'audio' ? 'Audio' : 'Video'](mid, DIRECTIONS[direction]);
      (kind === 'audio' ? AUDIO : VIDEO)(media, codecs);
      media.addSSRC(1000 + side.tracks.length, 'peer', 'peer', mid);
      side.tracks.push(side.pc.addTrack(media));
    },
    create_data_channel(side) { side.channels.push(side.pc.createDataChannel('peer')); },
    create_offer(side) { return describe(side, 'offer'); },
    create_answer(side) { return describe(side, 'answer'); },
    set_local() {},
    set_remote(side, type, sdp) { side.pc.setRemoteDescription(sdp, type); },
    rollback(side, where) {
      if (where === 'local') side.pc.setLocalDescription('rollback');
      else side.pc.setRemoteDescription('', 'rollback');
    },
  };
  const describe = (side, type) => {
    // It throws that in a thread of its own, which ends the program.
    if (!side.tracks.length && !side.channels.length && type === 'offer') {
      throw new Error('No DataChannel or Track to negotiate');
    }
    side.pc.setLocalDescription(type);
    return side.pc.localDescription().sdp;
  };
  return async (number, operation, ...args) => {
    if (operation === 'open') {
      const pc = new library.PeerConnection(`peer ${number}`, {
        iceServers: [], disableAutoNegotiation: true, disableAutoGathering: true,
        bindAddress: '127.0.0.1', forceMediaTransport: true,
      });
      const side = {pc, tracks: [], channels: []};
      pc.onTrack(track => side.tracks.push(track));
      pc.onDataChannel(channel => side.channels.push(channel));
      connections.set(number, side);
      return {state: 'stable'};
    }
    const side = connections.get(number);
    if (operation === 'close') {
      connections.delete(number);
      side.pc.close();
      return {state: 'closed'};
    }
    try {
      const value = operationsOf[operation](side, ...args);
      return {value: value ?? null, state: side.pc.signalingState()};
    } catch (error) {
      return {refused: `${error.name}: ${error.message}`, state: side.pc.signalingState()};
    }
  };
}

const LIBRARIES = {werift, 'node-datachannel': datachannel};
const started = new Map();
const library = name => {
  if (!started.has(name)) started.set(name, LIBRARIES[name]());
  return started.get(name);
};

// What a library throws in the background is told with the next thing it is asked, not fatal.
const say = value => process.stdout.write(`${JSON.stringify(value)}\n`);
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, error => process.stderr.write(`${event}: ${error?.stack ?? error}\n`));
}
say(Object.fromEntries(Object.keys(LIBRARIES).map(name => [name, version(name)])));
for await (const line of createInterface({input: process.stdin})) {
  const [request, name, ...rest] = JSON.parse(line);
  library(name)(...rest)
    .catch(error => ({refused: `${error.name}: ${error.message}`, state: 'closed'}))
    .then(outcome => say([request, outcome]));
}
// Without an orderly exit: threads of native code may still run.
process.kill(process.pid, 'SIGKILL');
