import type { Mutant } from '../../selftest/mutants/index.js';
import type { Explained } from './explained.js';

/**
 * How good a first cause is, given what is really wrong in the code:
 * - `right`: it is what is wrong
 * - `partly`: it is not, but `also` has what is wrong
 * - `wrong`: it is not, nor does `also` have it
 * - `none`: no cause is named
 */
export type Worth = 'right' | 'partly' | 'wrong' | 'none';

/** What is really wrong in a mutant. */
export type Declared = Pick<Mutant, 'expected-cause' | 'also-true'>;

/** What the first cause of a failing test is worth. */
export function worthOf({ named, also = [] }: Explained, declared: Declared): Worth {
  if (named === undefined) return 'none';
  if (isTrue(named, declared)) return 'right';
  return also.some((cause) => isTrue(cause, declared)) ? 'partly' : 'wrong';
}

/** The causes under `also` that are not true of the code. */
export function falseAlso({ also = [] }: Explained, declared: Declared): readonly string[] {
  return also.filter((cause) => !isTrue(cause, declared));
}

/** Whether a cause is what is wrong, or as true of the code. */
export function isTrue(cause: string, declared: Declared): boolean {
  return cause === declared['expected-cause'] || Object.hasOwn(declared['also-true'], cause);
}
