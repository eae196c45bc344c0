// What a process in a box tries that has got out of the language boundary: the walls alone are left.
// One attempt a run, named by the first line of its input; says on its output whether it worked.
import { spawn } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces, userInfo } from 'node:os';

const within = (ms, start) =>
  new Promise((resolve) => {
    start(resolve);
    setTimeout(() => resolve(false), ms);
  });

const ATTEMPTS = {
  'read-shadow': () => readFileSync('/etc/shadow').length > 0,
  'read-passwd': () => readFileSync('/etc/passwd').length > 0,
  'read-home': () => readdirSync('/home').length > 0,
  'read-root': () => readdirSync('/root').length > 0,
  'read-tests': ({ tests }) => readdirSync(tests).length > 0,
  'read-submissions': ({ folder }) => readdirSync(folder).length > 0,
  'read-environment': () =>
    Object.keys(process.env).some((name) => /SECRET|TOKEN|USER|SSH/.test(name)),
  'read-other-processes': () =>
    readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length > 3,
  'read-judge-memory': ({ judge }) => closeSync(openSync(`/proc/${judge}/mem`, 'r')) ?? true,
  'write-harness': ({ tests }) => writeFileSync(`${tests}/x.js`, '') ?? true,
  'write-system': () => writeFileSync('/usr/lib/labtest-was-here', '') ?? true,
  'write-a-gigabyte': () => {
    const file = openSync('/tmp/big', 'w');
    const chunk = Buffer.alloc(2 ** 20, 1);
    for (let i = 0; i < 1024; i++) writeSync(file, chunk);
    return true;
  },
  'kill-judge': ({ judge }) => process.kill(judge, 0),
  'become-root': () => {
    process.setuid(0);
    return userInfo().uid === 0 && readFileSync('/proc/self/uid_map', 'utf8') === '';
  },
  'start-a-program': () =>
    within(2000, (done) =>
      spawn('/bin/sh', ['-c', 'exit 0'])
        .on('error', () => done(false))
        .on('exit', (code) => done(code === 0)),
    ),
  'fork-bomb': () =>
    within(4000, (done) => {
      let alive = 0;
      const grow = () => {
        const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'], {
          stdio: 'ignore',
        });
        child.on('spawn', () => (++alive > 64 ? done(true) : grow()));
        child.on('error', () => done(false));
      };
      grow();
    }),
  'open-a-connection': ({ port }) =>
    within(2000, (done) =>
      connect(port, '127.0.0.1')
        .on('connect', () => done(true))
        .on('error', () => done(false)),
    ),
  'ask-the-cloud': () =>
    within(1500, (done) =>
      connect(80, '169.254.169.254')
        .on('connect', () => done(true))
        .on('error', () => done(false)),
    ),
  'see-the-network': () => Object.keys(networkInterfaces()).some((name) => name !== 'lo'),
  'listen-for-others': ({ probe }) =>
    within(2000, (done) =>
      createServer()
        .listen(probe, '0.0.0.0')
        .on('listening', () => done(Object.keys(networkInterfaces()).some((n) => n !== 'lo')))
        .on('error', () => done(false)),
    ),
  'array-buffers': () => {
    const all = [];
    for (let i = 0; i < 40; i++) all.push(new Uint8Array(2 ** 26).fill(1));
    return all.length === 40;
  },
  'many-files': () => {
    for (let i = 0; i < 500; i++) openSync('/dev/null', 'r');
    return true;
  },
};

const input = Buffer.alloc(4096);
const { attempt, ...facts } = JSON.parse(input.toString('utf8', 0, readSync(0, input)));
let worked = false;
try {
  worked = (await ATTEMPTS[attempt](facts)) === true;
} catch {
  worked = false;
}
writeSync(1, JSON.stringify({ attempt, worked }));
process.exit(0);
