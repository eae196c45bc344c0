import type { LabFaultData } from '../support/index.js';

/** Up to here one by one, then in growing strides: anything that takes more steps is in a loop. */
const ONE_BY_ONE_MAX = 30;
const STRIDE = 1.5;
/** In a loop that takes more, one iteration is as good as another. */
const STEPS_MAX = 100_000;

/** What a call was doing last, before its steps ran out. */
export type LastPlace = Pick<LabFaultData, 'place' | 'stack'>;

/**
 * Finds the last function that was entered, or loop that continued, before a call hung or filled
 * the memory: where the call stops if it gets just enough steps to reach it. Yields the number of
 * steps to try, and receives the fault that ended the try, or nothing if the call hung again; that
 * happens at most once, since it is expensive.
 */
export function* findLastPlace(): Generator<
  number,
  LastPlace | undefined,
  LabFaultData | undefined
> {
  let last: LastPlace | undefined;
  let steps = 0;
  while (steps <= STEPS_MAX) {
    const fault = yield steps;
    if (fault === undefined) return last;
    if (fault.place !== undefined) last = { place: fault.place, stack: fault.stack };
    steps = steps < ONE_BY_ONE_MAX ? steps + 1 : Math.ceil(steps * STRIDE);
  }
  return last;
}
