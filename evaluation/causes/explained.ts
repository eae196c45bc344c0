import type { TestSpec } from '../../src/core/registry/index.js';
import type { TestedLab } from '../kill-matrix/tested-lab.js';

/** What a student is told of one failing test, as far as causes go. */
export interface Explained {
  /** Of a run test. */
  readonly seed: number;
  /** Why it failed, by kind. */
  readonly failure: string;
  /** The first cause; left out: none is named. */
  readonly named?: string;
  /** Its one sentence; of a failure without cause, the failure itself. */
  readonly says: string;
  /** The further causes, in their order. */
  readonly also?: readonly string[];
  /** It says who waited for what, and how far the command came. */
  readonly stalled?: true;
}

/** So much of a sentence tells which finding it is. */
const SAYS_MAX = 240;

/** Runs a test that fails once more and says what is told of it; undefined when it passes. */
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
