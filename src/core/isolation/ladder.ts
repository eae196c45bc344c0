import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { BOX_LEVELS, type BoxCommand, type BoxLevel } from './box-command.js';
import { compileProgram, labProgram, type BoxProgram } from './box-program.js';
import { KILLED_CODE } from './process-tree.js';

/** One level, tried on this machine. */
export interface Rung {
  readonly level: BoxLevel;
  readonly works: boolean;
  /** What it is, in words. */
  readonly walls: string;
  /** Why it does not work here. */
  readonly why?: string | undefined;
}

/** What this machine offers. */
export interface LadderReport {
  /** The strongest that works. */
  readonly level: BoxLevel;
  /** The levels that were tried, strongest first, down to the one that works. */
  readonly rungs: readonly Rung[];
}

/** The memory limit of everything in the box, which counts ArrayBuffers too. */
const DATA_BYTES = 1024 * 2 ** 20;
const HEAP_MB = 512;
const MEMORY_LIMITS = [`--data=${DATA_BYTES}`, '--core=0'];
const LIMITS = [...MEMORY_LIMITS, '--nproc=64', '--nofile=64', `--fsize=${16 * 2 ** 20}`];
/** What is read apart is kept outside the heap; only what has no end fills it. */
const READER_HEAP_MB = 256;
const NODE_FLAGS = [`--max-old-space-size=${HEAP_MB}`, '--no-warnings'];
const ENV = { PATH: '/usr/bin:/bin', HOME: '/tmp', TZ: 'UTC', LANG: 'C.UTF-8' } as const;

/** The first user id for boxes if the judge is root; each slot has its own. */
const FIRST_UID = 64_100;

const WALLS: Readonly<Record<BoxLevel, string>> = {
  A: 'bubblewrap: no network, no files, no other processes; limits on memory and processes',
  B: 'a user of its own and no network; limits on memory and processes',
  C: 'limits on memory and processes; Node’s permission model for files',
  D: 'the language boundary only: for your own code',
};

/**
 * The command that starts a box of this level. Boxes of different slots may run at once: each has
 * its own user where possible.
 */
export function boxCommand(
  level: BoxLevel,
  slot = 0,
  program: BoxProgram = labProgram(),
): BoxCommand {
  const [start, ...args] = [...words(level, slot, program)];
  return { level, program: start as string, args, env: ENV };
}

/**
 * The command that starts a program of ours on somebody else's data, which may be made to swell: it
 * may read what this process may, write nothing, and fill no more memory than a box. Without
 * `prlimit`, only whoever watches it limits it.
 */
export function limitedCommand({ node, entry, cpuMaxS }: BoxProgram): BoxCommand {
  const own = [node, `--max-old-space-size=${READER_HEAP_MB}`, '--no-warnings', entry];
  hasLimits ??= spawnSync('prlimit', ['--version'], { env: ENV }).status === 0;
  const limits = ['prlimit', ...MEMORY_LIMITS, '--fsize=0', `--cpu=${cpuMaxS}`, '--'];
  const [program, ...args] = hasLimits ? [...limits, ...own] : own;
  return { level: hasLimits ? 'C' : 'D', program: program as string, args, env: ENV };
}

let hasLimits: boolean | undefined;

function words(level: BoxLevel, slot: number, program: BoxProgram): readonly string[] {
  const { node, entry, cpuMaxS } = program;
  const limited = ['prlimit', ...LIMITS, `--cpu=${cpuMaxS}`, '--'];
  switch (level) {
    case 'A':
      return [...asUser(slot), ...bubblewrap(program), ...limited, node, ...NODE_FLAGS, entry];
    case 'B':
      return [...withoutNetwork(), ...asUser(slot), ...limited, node, ...NODE_FLAGS, entry];
    case 'C':
      return [...limited, node, ...NODE_FLAGS, ...permissions(program), entry];
    case 'D':
      return [node, ...NODE_FLAGS, entry];
  }
}

/** Switches from root to the slot's user; the box ends with its judge. */
function asUser(slot: number): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = FIRST_UID + slot;
  const user = [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--inh-caps=-all'];
  return ['setpriv', ...user, '--no-new-privs', '--pdeathsig=KILL', '--'];
}

function withoutNetwork(): string[] {
  return hasNetwork() ? ['unshare', '--net', '--'] : [];
}

/** Its own namespaces for everything; of the machine's files, only what Node needs. */
function bubblewrap({ node, reads }: BoxProgram): string[] {
  const shown = [node, ...reads].flatMap((file) => ['--ro-bind', file, file]);
  const libraries = ['/usr/lib', '/usr/lib64', '/lib', '/lib64', '/usr/bin/prlimit'].flatMap(
    (file) => ['--ro-bind-try', file, file],
  );
  const set = Object.entries(ENV).flatMap(([name, value]) => ['--setenv', name, value]);
  return [
    'bwrap',
    ...'--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts'.split(' '),
    ...'--unshare-cgroup-try --disable-userns --die-with-parent --new-session'.split(' '),
    ...'--cap-drop ALL --uid 65534 --gid 65534 --hostname labtest --clearenv'.split(' '),
    ...set,
    ...'--dev /dev --size 1048576 --tmpfs /dev/shm --size 16777216 --tmpfs /tmp'.split(' '),
    ...libraries,
    ...shown,
    ...'--chdir /tmp --remount-ro /dev --remount-ro / --'.split(' '),
  ];
}

function permissions({ reads, startsPrograms }: BoxProgram): string[] {
  const files = reads.map((file) => (path.extname(file) === '' ? `${file}/*` : file));
  return [
    '--experimental-permission',
    ...files.map((file) => `--allow-fs-read=${file}`),
    ...(startsPrograms === true ? ['--allow-child-process'] : []),
  ];
}

/** Tries the levels from the strongest down by starting their boxes, about 0.2 s each. */
export function probeLadder(programs = [labProgram(), compileProgram()]): LadderReport {
  const rungs: Rung[] = [];
  for (const level of BOX_LEVELS) {
    const why = programs.map((program) => whyNot(level, program)).find((each) => each);
    rungs.push({ level, works: why === undefined, walls: WALLS[level], why });
    if (why === undefined) return { level, rungs };
  }
  return { level: 'D', rungs };
}

/** Longer than a box ever takes to start, even on a busy machine. */
const PROBE_MAX_MS = 20_000;
/** A box that somebody killed says nothing about its level. */
const PROBES_MAX = 5;

function whyNot(level: BoxLevel, program: BoxProgram): string | undefined {
  if (level === 'B' && process.getuid?.() !== 0) return 'only root can give a box its own user';
  const { program: start } = boxCommand(level, 0, program);
  const { status, error, stderr } = probe(level, program);
  if (error !== undefined) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' ? `there is no ${start}` : error.message;
  }
  if (status === 0) return undefined;
  const said = stderr
    .trim()
    .split('\n')
    .find((line) => line !== '');
  return said ?? `the box ended with exit code ${status}`;
}

/**
 * Starts a box, and starts it again if it was killed. Without a lab it ends at once, with success.
 */
function probe(level: BoxLevel, program: BoxProgram): SpawnSyncReturns<string> {
  const { program: start, args, env } = boxCommand(level, 0, program);
  for (let probes = 1; ; probes++) {
    const ended = spawnSync(start, args, {
      env,
      cwd: '/',
      input: '',
      timeout: PROBE_MAX_MS,
      encoding: 'utf8',
    });
    const isKilled =
      ended.error === undefined && (ended.signal === 'SIGKILL' || ended.status === KILLED_CODE);
    if (!isKilled || probes === PROBES_MAX) return ended;
  }
}

/** Whether there is any network beyond the loopback interface. */
function hasNetwork(): boolean {
  const table = '/proc/net/dev';
  if (!existsSync(table)) return true;
  const [, , ...lines] = readFileSync(table, 'utf8').trim().split('\n');
  return lines.some((line) => !line.trim().startsWith('lo:'));
}
