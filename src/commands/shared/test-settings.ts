import { availableParallelism, totalmem } from 'node:os';
import process from 'node:process';
import { LOG_LEVELS, levelRank, type LogLevel } from '../../core/lab/index.js';
import type { ReproduceFlags, TestSettings } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import type { TestFlags } from './flags.js';

const MIB = 1024 * 1024;
/** The share of the machine's memory that a search may use by default. */
const MEMORY_SHARE = 0.6;

/** The memory of the machine, or of the container that this runs in. */
function memoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** How much memory all searches on this machine together may use by default. */
export function searchMemoryBytes(): number {
  return memoryBytes() * MEMORY_SHARE;
}

/** The seed of searches, if `--seed` is not given. */
export const DEFAULT_SEED = 1;

/** The flags that decide what a test does, apart from its seeds. */
type DecidingFlags = Partial<
  Pick<
    TestFlags,
    'tests' | 'solution' | 'seed' | 'no-timeouts' | 'depth' | 'states' | 'time' | 'max-memory'
  >
> & { readonly strategy?: string | undefined };

/** What a student has to type besides the test and the seed to reproduce a result. */
export function reproduceFlagsOf(flags: DecidingFlags): ReproduceFlags {
  const { tests, solution, seed, 'no-timeouts': endless } = flags;
  const run = [
    ...(tests === undefined ? [] : ['--tests', quoted(tests)]),
    ...(solution === undefined ? [] : ['--solution', quoted(solution)]),
    ...(endless ? ['--no-timeouts'] : []),
  ];
  const limits = ['depth', 'states', 'time', 'strategy', 'max-memory'] as const;
  const search = limits.flatMap((name) =>
    flags[name] === undefined ? [] : [`--${name}`, String(flags[name])],
  );
  const rest = seed === undefined ? [] : ['--seed', `${seed}`];
  const joined = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('');
  return { run: joined(run), search: joined([...run, ...search, ...rest]) };
}

/**
 * How to run tests, according to the flags.
 *
 * @throws UsageError LT004
 */
export function settingsOf(flags: TestFlags): TestSettings {
  const level = flags['log-level'];
  if (!(LOG_LEVELS as readonly string[]).includes(level)) {
    throw new UsageError('LT004', `--log-level ${level}: there is no such level.`, [
      `There are: ${LOG_LEVELS.toReversed().join(' ')}`,
    ]);
  }
  const memoryMiB = flags['max-memory'];
  return {
    seed: flags.seed ?? DEFAULT_SEED,
    timeouts: !flags['no-timeouts'],
    logThreshold: levelRank(level as LogLevel),
    logNodes: flags['log-filter'],
    processes: flags['single-threaded'] ? 1 : availableParallelism(),
    silentMsMax: flags['no-timeouts'] ? Infinity : flags.silence * 1000,
    bail: flags.bail,
    checks: flags.checks,
    saveTraces: flags['save-traces'],
    search: {
      depthMax: flags.depth,
      statesMax: flags.states,
      timeMaxMs: flags.time === undefined ? undefined : flags.time * 1000,
      strategy: flags.strategy,
      workers: flags['single-threaded'] ? 1 : flags.workers,
      memoryMaxBytes: memoryMiB === undefined ? searchMemoryBytes() : memoryMiB * MIB,
    },
  };
}

function quoted(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
