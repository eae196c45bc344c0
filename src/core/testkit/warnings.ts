import { formatPlace, type LabFaultData } from '../support/index.js';

/** Collects mistakes of the lab's code that fail no test, each place once. */
export class Warnings {
  readonly #found = new Map<string, LabFaultData>();

  note(warning: LabFaultData): void {
    const { message, place } = warning;
    const key = place === undefined ? message : formatPlace(place);
    const known = this.#found.get(key);
    if (known === undefined || message < known.message) this.#found.set(key, warning);
  }

  /**
   * Sorted by place, so that the order of the calls does not matter; undefined if there are none.
   */
  get sorted(): readonly LabFaultData[] | undefined {
    if (this.#found.size === 0) return undefined;
    return [...this.#found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, warning]) => warning);
  }
}

/** The warnings of several runs together. */
export function allWarnings(
  lists: Iterable<readonly LabFaultData[] | undefined>,
): readonly LabFaultData[] | undefined {
  const warnings = new Warnings();
  for (const list of lists) for (const each of list ?? []) warnings.note(each);
  return warnings.sorted;
}
