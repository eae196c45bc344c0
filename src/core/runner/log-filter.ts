import { shownLine } from '../support/index.js';

/** What stands in a log beside the nodes: what the lab prints, and what the test itself does. */
const NOT_NODES = ['console', 'test'];

/** Whether `--log-filter` names nodes that are in the tests' systems at all. */
export class LogFilter {
  readonly #wanted: readonly string[];
  readonly #members = new Set<string>();

  constructor(wanted: readonly string[] = []) {
    this.#wanted = wanted;
  }

  /** Somebody is in a system of a test. */
  note(nodes: readonly string[]): void {
    for (const node of nodes) this.#members.add(node);
  }

  /** Names that nobody has, in one sentence with those there are; nothing when all is well. */
  complaint(): string | undefined {
    const unknown = this.#wanted.filter(
      (name) => !this.#members.has(name) && !NOT_NODES.includes(name),
    );
    // Where the lab does not load, nobody was there at all.
    if (unknown.length === 0 || this.#members.size === 0) return undefined;
    const known = [...this.#members].toSorted((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    );
    return (
      `--log-filter ${unknown.map(shownLine).join(',')}: no test that ran has such a node. ` +
      `There are: ${[...known, ...NOT_NODES].join(' ')}`
    );
  }
}
