import type { Opening } from '../../core/debugger/index.js';
import { selectTests, type LabSpec } from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';
import { traceOpening } from './serve-debugger.js';

const DEFAULT_WORKLOAD = 'PUT:foo:bar,APPEND:foo:baz,GET:foo';

/** What to start a debugger from, as typed. */
interface OpeningFlags {
  readonly test?: string | undefined;
  readonly servers?: number | undefined;
  readonly clients?: number | undefined;
  readonly workload?: readonly string[] | undefined;
}

/** A trace is already a system: the other flags would describe a different one. */
function refuseBeside(trace: string, { test, servers, clients, workload }: OpeningFlags): void {
  const given = Object.entries({ test, servers, clients, workload });
  const names = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (names.length === 0) return;
  throw new UsageError('LT004', `A trace brings its own system: leave out ${names.join(', ')}.`, [
    `Open it as it is: labtest debug ${trace}`,
  ]);
}

/** Requires one search test: not several, and not a run test. */
export function expectSearchTest(spec: LabSpec, number: string): void {
  const tests = selectTests(spec, [number]).map((selected) => selected.test);
  const search = tests.find(({ kind }) => kind === 'search');
  if (tests.length === 1 && search !== undefined) return;
  if (tests.length > 1) {
    const first = search === undefined ? [] : [`labtest debug --test ${search.number}`];
    throw new UsageError('LT004', `--test ${number}: one test at a time.`, first);
  }
  throw new UsageError('LT004', `Test ${number} has no searches.`, [
    `Open one of its traces instead: labtest run ${number} --save-traces, then labtest debug`,
  ]);
}

/** What to open: a trace, or what the flags say. */
export function openingOf(trace: string | undefined, flags: OpeningFlags): Opening {
  if (trace !== undefined) {
    refuseBeside(trace, flags);
    return traceOpening(trace);
  }
  if (flags.test !== undefined) return { kind: 'test', number: flags.test };
  const { servers = 2, clients = 1, workload = [DEFAULT_WORKLOAD] } = flags;
  return { kind: 'members', servers, clients, workloads: workload };
}
