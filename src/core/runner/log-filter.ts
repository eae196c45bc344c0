import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { moduleAddress } from '../given/index.js';
import type { LabCode } from '../labs/index.js';
import { shownLine, UsageError } from '../support/index.js';

/** Names in a log that are not nodes: what the lab prints, and what the test itself does. */
const NOT_NODES = ['console', 'test'];

/** The names that the test kit gives to nodes. */
const KIT_NAMES = ['server', 'client', 'tester'];

/**
 * Refuses names in `--log-filter` that no test of the lab can give to a node, before any test runs:
 * no string in the tests' code begins like them. {@link LogFilter} finds out which of the others
 * occur in the tests that run.
 *
 * @throws UsageError LT004
 */
export function refuseImpossibleNodes(wanted: readonly string[] = [], code: LabCode): void {
  const stems = wanted.map((name) => ({ name, stem: name.replace(/[\d/].*$/, '') }));
  const unsure = stems.filter(({ stem }) => ![...KIT_NAMES, ...NOT_NODES].includes(stem));
  if (unsure.length === 0) return;
  const texts = testTexts(code);
  const impossible = unsure.filter(({ stem }) => !texts.some((text) => quotes(text, stem)));
  if (impossible.length === 0) return;
  const names = impossible.map(({ name }) => shownLine(name)).join(',');
  throw new UsageError('LT004', `--log-filter ${names}: no test of this lab has such a node.`, [
    'Nodes are called server1, client1, and as the tests call them: -g FINER shows them all',
  ]);
}

/** Whether a string in the code begins with a word, as `server${n}` begins with `server`. */
function quotes(code: string, word: string): boolean {
  const letter = /^\p{L}/u;
  return ["'", '"', '`'].some((quote) =>
    code
      .split(quote + word)
      .slice(1)
      .some((rest) => !letter.test(rest)),
  );
}

/** The code of a lab's tests, file by file. */
function testTexts({ author, url }: LabCode): string[] {
  const folder = author ?? path.dirname(fileURLToPath(moduleAddress(url)));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:js|ts)$/.test(file) && !file.includes('node_modules'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
}

/** Checks whether the nodes that `--log-filter` names occur in the tests' systems at all. */
export class LogFilter {
  readonly #wanted: readonly string[];
  readonly #members = new Set<string>();

  constructor(wanted: readonly string[] = []) {
    this.#wanted = wanted;
  }

  /** Records nodes in a test's system. */
  note(nodes: readonly string[]): void {
    for (const node of nodes) this.#members.add(node);
  }

  /** A sentence with the names that no node has, and those that exist; undefined if all is well. */
  complaint(): string | undefined {
    const unknown = this.#wanted.filter(
      (name) => !this.#members.has(name) && !NOT_NODES.includes(name),
    );
    // If the lab does not load, there were no nodes at all.
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
