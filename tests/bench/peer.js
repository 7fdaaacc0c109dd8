// A library of npm as a peer of the benchmark: node peer.js FOLDER-OF-NODE-MODULES NAME
//
// It says its version when it is ready, as JSON. Then, for each line "parse|write SECONDS FILE", it
// reads the descriptions of the file, which a NUL divides, and does it to each in turn for that
// much CPU time: it says how many microseconds one took. What it has not done before it does
// for a while first, so that V8 has compiled it.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const [folder, name] = process.argv.slice(2);
const installed = file => require(path.join(folder, name, file));
const LIBRARIES = {
  'sdp-transform': () => {
    const library = installed('');
    return {parse: library.parse, write: library.write};
  },
  werift: () => {
    const {SessionDescription} = installed('lib/webrtc/src/sdp.js');
    return {parse: text => SessionDescription.parse(text), write: description => description.string};
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

const library = LIBRARIES[name]();
const warm = new Set();
console.log(JSON.stringify(installed('package.json').version));
readline.createInterface({input: process.stdin}).on('line', line => {
  const [, operation, seconds, file] = /^(\S+) (\S+) (.*)$/.exec(line);
  const texts = fs.readFileSync(file, 'utf8').split('\0').slice(0, -1);
  const items = operation === 'write' ? texts.map(library.parse) : texts;
  if (!warm.has(operation + file)) measure(library[operation], items, seconds * WARM_UP);
  warm.add(operation + file);
  console.log(measure(library[operation], items, Number(seconds)));
});
