import type { PlannedTest, SearchOverrides, TestSettings } from './settings.js';

/** More would need more memory, and the first in the order of tests would get no faster. */
const AT_ONCE_MAX = 2;
/** What is left of the machine's memory for each of them: several times what the suites need. */
const MEMORY_EACH_BYTES = 2 ** 31;

/** How many search tests run side by side, and what each of them may use. */
export interface SearchesAtOnce {
  readonly atOnce: number;
  readonly each: SearchOverrides;
}

/**
 * Two searches on one core each take less time than one after the other on two cores. They share
 * the threads and the memory, so that somebody who asks for a larger budget gets one at a time.
 */
export function searchesAtOnce(
  planned: readonly PlannedTest[],
  { processes, search }: TestSettings,
): SearchesAtOnce {
  const { statesMax, workers, memoryMaxBytes } = search;
  const tests = planned.filter(({ seeds }) => seeds === undefined).length;
  const fitting = Math.floor(memoryMaxBytes / MEMORY_EACH_BYTES);
  const limits = [AT_ONCE_MAX, processes, tests, statesMax === undefined ? fitting : 1];
  const atOnce = Math.max(1, Math.min(...limits));
  const each = {
    ...search,
    workers: Math.max(1, Math.floor(workers / atOnce)),
    memoryMaxBytes: memoryMaxBytes / atOnce,
  };
  return { atOnce, each };
}
