import type { LabFaultData } from '../support/index.js';

/** One by one as far as this, and then in growing strides: what takes more is in a loop. */
const ONE_BY_ONE_MAX = 30;
const STRIDE = 1.5;
/** Of a loop that takes more, one turn is as good as another. */
const STEPS_MAX = 100_000;

/** What a call was doing last, before its steps were spent. */
export type LastPlace = Pick<LabFaultData, 'place' | 'stack'>;

/**
 * Finds the last function that was entered, or loop that went on, before something hung or filled
 * the memory: where it stops when it is given just as many steps as it takes to get there. Yields
 * how many to try, and is told the fault that ended the try, or nothing where it hung again; that
 * happens once at most, for it is dear.
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
