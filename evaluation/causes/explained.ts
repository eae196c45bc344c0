import type { TestSpec } from '../../src/core/registry/index.js';
import type { TestedLab } from '../kill-matrix/tested-lab.js';

/** What a student is told about the cause of one failing test. */
export interface Explained {
  /** The seed of a run test. */
  readonly seed: number;
  /** The kind of failure. */
  readonly failure: string;
  /** The first cause; omitted if none is named. */
  readonly named?: string;
  /** Its one sentence; for a failure without a cause, the failure itself. */
  readonly says: string;
  /** The further causes, in order. */
  readonly also?: readonly string[];
  /** Whether it says who waited for what, and how far the command got. */
  readonly stalled?: true;
}

/** This much of a sentence shows which finding it is. */
const SAYS_MAX = 240;

/** Reruns a failing test and returns what is said about it; undefined if it passes. */
export async function explained(
  lab: TestedLab,
  test: TestSpec,
  seed: number,
  statesMax: number,
): Promise<Explained | undefined> {
  const told = await lab.explain(test, { seed, events: 0 }, statesMax);
  if (told === undefined) return undefined;
  const { cause, diagnosis, named, message } = told;
  const also = (diagnosis.also ?? []).map((each) => each.cause);
  const says = diagnosis.cause?.message ?? message;
  return {
    seed,
    failure: cause,
    ...(named !== undefined && { named }),
    says: says.length > SAYS_MAX ? `${says.slice(0, SAYS_MAX - 1)}…` : says,
    ...(also.length > 0 && { also }),
    ...(diagnosis.stall !== undefined && { stalled: true }),
  };
}
