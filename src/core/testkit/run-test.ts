import type { Lab } from '../box/index.js';
import type { TestedLab } from '../judge/index.js';
import { LimitReached, WrongResult } from '../simulator/index.js';
import { LabFault } from '../support/index.js';
import { print, type ClassTable } from '../canon/index.js';
import { differenceLines } from './difference.js';
import type { Failure } from './failure.js';
import type { RunOutcome } from './outcome.js';
import { RunContext, type RunTestOptions } from './run-context.js';
import { RunSystem } from './run-system.js';
import type { Subjects } from './subjects.js';
import { UnitBench } from './unit-bench.js';
import { inMs, TestFailure } from './test-failure.js';

/** A test in virtual time (`run`), or one that drives single parts by hand (`unit`). */
export interface RunTest {
  readonly kind: 'unit' | 'run';
  /**
   * Throws when the test fails.
   *
   * @internal
   */
  run(context: RunContext): void;
}

/**
 * A test of a whole system in virtual time: `runTest(subjects, (system) => { ... })`.
 *
 * @example
 * ```ts
 * runTest(counter, (system) => {
 *   system.addServer(SERVER);
 *   system.addClientWorker(client(1), work);
 *   system.network.deliverRate(0.8);
 *   system.run();
 * });
 * ```
 */
export function runTest(subjects: Subjects, body: (system: RunSystem) => void): RunTest {
  return { kind: 'run', run: (context) => body(new RunSystem(context, subjects)) };
}

/**
 * A test of single nodes or objects, driven by hand: `unitTest((bench) => { ... })`.
 *
 * @example
 * ```ts
 * unitTest((bench) => {
 *   bench.application('KVStore').check(put('a', 1), putOk());
 * });
 * ```
 */
export function unitTest(body: (bench: UnitBench) => void): RunTest {
  return { kind: 'unit', run: (context) => body(new UnitBench(context)) };
}

/**
 * Runs a test once. Never throws for what the lab does: that is an outcome. What it throws is a
 * bug of the harness or of the test.
 */
export function executeRunTest(
  test: RunTest,
  lab: Lab | TestedLab,
  options: RunTestOptions,
): RunOutcome {
  const context = new RunContext(lab, options);
  let failure: Failure | undefined;
  try {
    test.run(context);
    context.finish();
  } catch (error) {
    failure = { ...failureOf(error, lab.classes), ...(test.kind === 'run' && at(context.nowMs)) };
  }
  return {
    seed: options.seed,
    verdict: failure === undefined ? 'passed' : 'failed',
    failure,
    warnings: context.warnings.sorted,
    virtualMs: context.nowMs,
    events: context.events,
    options: context.drawn,
  };
}

function at(atMs: number): Pick<Failure, 'atMs'> {
  return { atMs };
}

/** What a thrown value says of the lab; throws on what is not about the lab. */
function failureOf(error: unknown, classes: ClassTable): Failure {
  if (error instanceof TestFailure) return error.failure;
  if (error instanceof LabFault) {
    return { kind: 'lab', message: error.data.message, fault: error.data };
  }
  if (error instanceof WrongResult) return wrongResult(error, classes);
  if (error instanceof LimitReached) {
    // Thrown where the test waits for nothing: in one step, one thing led to another for ever.
    const why =
      error.limit === 'events' ? ' in one step: each command gets its result at once' : '';
    return { kind: 'limit', limit: error.limit, message: error.message + why };
  }
  throw error;
}

function wrongResult({ operation, expected }: WrongResult, classes: ClassTable): Failure {
  const { client, command, result, invokedMs } = operation;
  const seen = print(result, classes);
  const wanted = print(expected, classes);
  const differences = differenceLines(result as object, expected);
  return {
    kind: 'result',
    message:
      `${client} got ${seen} for ${print(command, classes)} (issued at ${inMs(invokedMs)}), ` +
      `expected ${wanted}`,
    expected: wanted,
    seen,
    ...(differences.length > 0 && { detail: differences }),
  };
}
