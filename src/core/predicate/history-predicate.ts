import type { History } from '../workload/index.js';
import { checkLinearizable } from './linearizable.js';

/**
 * What checking a statement about a whole run's history gave; `holds` is undefined if it is
 * unknown.
 */
export interface HistoryTruth {
  readonly holds: boolean | undefined;
  /** One sentence; absent when it holds. */
  readonly detail?: string | undefined;
  /** The operations it is about, one per line. */
  readonly lines?: readonly string[] | undefined;
}

/** A named statement about a run's timed history of operations. */
export interface HistoryPredicate {
  readonly name: string;
  readonly test: (history: History) => HistoryTruth;
}

/**
 * The history is linearizable, whatever the keys and the commands of the key-value store.
 *
 * @example
 * ```ts
 * system.run();
 * system.checkHistory(LINEARIZABLE);
 * ```
 */
export const LINEARIZABLE: HistoryPredicate = {
  name: 'LINEARIZABLE',
  test(history) {
    const found = checkLinearizable(history);
    switch (found.verdict) {
      case 'ok':
        return { holds: true };
      case 'illegal':
        return { holds: false, detail: found.told, lines: found.lines };
      case 'unknown':
        return { holds: undefined, detail: found.told };
    }
  },
};
