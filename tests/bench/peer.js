// A library of npm as a peer of the benchmark: node peer.js FOLDER-OF-NODE-MODULES NAME
//
// It says its version when it is ready, as JSON. Then, for each line
// "parse|write|answer SECONDS FILE", it reads the descriptions of the file, which a NUL divides, and
// does it to each in turn for that much CPU time: it says how many microseconds one took. What it
// has not done before it does for a while first, so that V8 has compiled it.
'use strict';
const fs = require('node:fs');
const {createRequire} = require('node:module');
const path = require('node:path');
const readline = require('node:readline');

const [folder, name] = process.argv.slice(2);
const installed = file => require(path.join(folder, name, file));
const library = createRequire(path.join(folder, 'of.js'));
// Of those that answer, each has `answer`, which gives the connection and the text, and `close`.
const LIBRARIES = {
  'sdp-transform': () => {
    const {parse, write} = library(name);
    return {parse, write};
  },
  werift: () => {
    const {SessionDescription} = installed('lib/webrtc/src/sdp.js');
    const {RTCPeerConnection} = library(name);
    return {
      parse: text => SessionDescription.parse(text),
      write: description => description.string,
      async answer(sdp) {
        const connection = new RTCPeerConnection({iceServers: []});
        await connection.setRemoteDescription({type: 'offer', sdp});
        return [connection, (await connection.createAnswer()).sdp];
      },
      close: connection => connection.close(),
    };
  },
  'node-datachannel': () => {
    const {PeerConnection} = library(name);
    let number = 0;
    return {
      async answer(sdp) {
        const connection = new PeerConnection(`${number++}`, {
          iceServers: [], disableAutoNegotiation: true, disableAutoGathering: true,
        });
        connection.setRemoteDescription(sdp, 'offer');
        connection.setLocalDescription('answer');
        return [connection, connection.localDescription().sdp];
      },
      close: connection => new Promise(resolve => {
        connection.onStateChange(state => state === 'closed' && resolve());
        connection.close();
      }),
    };
  },
};
const WARM_UP = 5; // times the time of one round

let sink;

function spent() {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1e6;
}

function measure(run, items, seconds) {
  let total = 0;
  let count = 0;
  while (total < seconds) {
    const start = spent();
    for (const item of items) sink = run(item);
    total += spent() - start;
    count += items.length;
  }
  return total / count * 1e6;
}

// The threads of all connections count; what it takes to close them does not.
async function measureAnswers({answer, close}, items, seconds) {
  let total = 0;
  let count = 0;
  while (total < seconds) {
    const connections = [];
    const start = spent();
    for (const item of items) {
      const [connection, text] = await answer(item);
      if (!text.startsWith('v=0')) throw new Error('no answer');
      connections.push(connection);
    }
    total += spent() - start;
    count += items.length;
    await Promise.all(connections.map(close));
  }
  return total / count * 1e6;
}

async function main() {
  const chosen = LIBRARIES[name]();
  const warm = new Set();
  console.log(JSON.stringify(installed('package.json').version));
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [, operation, seconds, file] = /^(\S+) (\S+) (.*)$/.exec(line);
    const texts = fs.readFileSync(file, 'utf8').split('\0').slice(0, -1);
    const items = operation === 'write' ? texts.map(chosen.parse) : texts;
    const round = async time => operation === 'answer'
      ? measureAnswers(chosen, items, time)
      : measure(chosen[operation], items, time);
    if (!warm.has(operation + file)) await round(seconds * WARM_UP);
    warm.add(operation + file);
    console.log(await round(Number(seconds)));
  }
  // Without an orderly exit: threads of native code may still run.
  process.kill(process.pid, 'SIGKILL');
}

main();
