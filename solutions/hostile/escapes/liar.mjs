// A box that lies: answers every question of its judge with something that is no answer to it.
import { readSync, writeSync } from 'node:fs';

const [mode] = process.argv.slice(2);

function read(bytes) {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0; at < bytes;) {
    const count = readSync(0, buffer, at, bytes - at, null);
    if (count === 0) process.exit(0);
    at += count;
  }
  return buffer;
}

const next = () => read(read(4).readUInt32LE(0)).toString('utf8');

function write(text, length = Buffer.byteLength(text)) {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(length);
  writeSync(1, Buffer.concat([header, Buffer.from(text)]));
}

const outcome = (changes = {}) => ({ node: 'n', sends: [], sets: [], ...changes });
const outcomes = (...all) => JSON.stringify({ kind: 'outcomes', outcomes: all });
const live = (answer) => JSON.stringify({ kind: 'live', live: answer });
const sending = (message) => live({ sends: [['server1', 'client1', message]] });

const ANSWERS = {
  'no-json': () => write('…PASS'),
  'not-utf8': () => writeSync(1, Buffer.from([2, 0, 0, 0, 0xff, 0xfe])),
  'a-verdict': () => write(JSON.stringify({ kind: 'done', verdict: 'passed' })),
  'another-question': () => write(JSON.stringify({ kind: 'renewed' })),
  'too-many-outcomes': () => write(outcomes(outcome(), outcome(), outcome())),
  'no-outcomes': () => write(outcomes()),
  'too-long': () => write('x', 2 ** 31),
  'length-is-a-lie': () => (write('{}', 1000), process.exit(0)),
  'deep-json': () => write('['.repeat(1e5) + ']'.repeat(1e5)),
  'prototype-keys': () =>
    write('{"kind":"live","live":{"__proto__":{"fault":1},"sends":{"length":1e9}}}'),
  'text-of-nothing': () => write(sending('c99999:{')),
  'text-too-deep': () => write(sending('['.repeat(5000) + ']'.repeat(5000))),
  'a-number-for-a-text': () => write(sending(7)),
  'timer-of-no-number': () => write(live({ sets: [['server1', 'n', null, 1e999]] })),
  'fault-of-no-kind': () => write(live({ fault: { kind: 'passed', message: 'x' } })),
  'two-answers': () => (write(live({})), write(JSON.stringify({ kind: 'renewed' }))),
  dies: () => process.exit(0),
  'dies-loudly': () => (process.stderr.write('FATAL ERROR: out of memory'), process.abort()),
  never: () =>
    setInterval(() => undefined, 1000) &&
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  'works-for-ever': () => {
    for (;;);
  },
  floods: () => {
    for (;;) write(live({}));
  },
};

next();
for (;;) {
  next();
  ANSWERS[mode]();
}
