import { LabFault } from '../support/index.js';
import type { Failure, FailureKind } from './failure.js';

/** What a failure says besides its kind and its message. */
export type FailureEvidence = Omit<Failure, 'kind' | 'message'>;

/** Ends a test as failed. The testkit throws it; a test may too, through {@link fail}. */
export class TestFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'TestFailure';
    this.failure = failure;
  }
}

/**
 * Fails the test: one sentence for people, and what was expected and seen, if that helps.
 *
 * @example
 * ```ts
 * if (sent > 100) fail('count', `server sent ${sent} messages`, { expected: '100 at most' });
 * ```
 */
export function fail(kind: FailureKind, message: string, evidence: FailureEvidence = {}): never {
  throw new TestFailure({ kind, message, ...evidence });
}

/**
 * Lets a test that has failed continue, so that a diagnosis sees what would have happened next.
 * Nothing that goes wrong meanwhile counts.
 *
 * @example
 * ```ts
 * lookOn(() => system.pass(1000)); // for the diagnosis
 * ```
 */
export function lookOn(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof TestFailure || error instanceof LabFault)) throw error;
  }
}

/**
 * Virtual time as text: `1204.3 ms`.
 *
 * @example
 * ```ts
 * inMs(1204.33); // '1204.3 ms'
 * ```
 */
export function inMs(ms: number): string {
  return `${Number(ms.toFixed(1))} ms`;
}
