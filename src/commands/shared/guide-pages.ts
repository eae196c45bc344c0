import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../core/support/index.js';
import { nearName } from './near-name.js';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
/** In reading order; other pages follow. */
const FIRST = [
  ...['first-hour', 'writing-a-lab', 'reading-results', 'codes', 'searching', 'traces', 'debugger'],
  ...['real-time', 'worksheet', 'adopting', 'grading', 'clusters', 'comparison', 'writing-tests'],
];

/** A page of the guide, as in the package. */
export interface GuidePage {
  readonly name: string;
  readonly title: string;
}

/** Every page of the guide. */
export function guidePages(): GuidePage[] {
  const rank = (name: string): number => [...FIRST, name].indexOf(name);
  return [...files()]
    .map(([name, file]) => ({ name, title: titleOf(readFileSync(file, 'utf8')) }))
    .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, 'en'));
}

/** A remark for maintainers: how the page is made, which of its commands are not run. */
const REMARK = /^<!--.*?-->\n+/gms;

/**
 * The text of a page for readers.
 *
 * @throws UsageError LT005 when there is no such page
 */
export function guidePage(name: string): string {
  const known = files();
  const file = known.get(name.replace(/[.]md$/, ''));
  if (file !== undefined) return readFileSync(file, 'utf8').replaceAll(REMARK, '');
  const near = nearName(name, [...known.keys()]);
  throw new UsageError('LT005', `The guide has no page ${name}.`, [
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    `There are: ${[...known.keys()].join(' ')}`,
  ]);
}

function files(): ReadonlyMap<string, string> {
  const pages = ['guide', 'reference'].flatMap((part) => {
    const folder = path.join(DOCS, part);
    const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
    return names.map((name) => [name.slice(0, -3), path.join(folder, name)] as const);
  });
  return new Map(pages);
}

function titleOf(text: string): string {
  return /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? '';
}
