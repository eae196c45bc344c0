import { print, type ClassTable } from '../canon/index.js';

const LENGTH_MAX = 72;
const ITEMS_MAX = 4;
const DEPTH_MAX = 5;

/**
 * A message or timer in a few words, for an arrow: its fields without their names, as one would
 * write it on a board. `Vote(1)`, `VoteReply(Vote(2, server1, –))`.
 */
export function brief(value: unknown, classes: ClassTable): string {
  const text = show(value, classes, 0);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
}

function show(value: unknown, classes: ClassTable, depth: number): string {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'object') return print(value, classes);
  if (depth >= DEPTH_MAX) return '…';
  const inner = (item: unknown): string => show(item, classes, depth + 1);
  if (Array.isArray(value)) return `[${listed(value, inner)}]`;
  if (value instanceof Set) return `{${listed([...(value as Set<unknown>)], inner)}}`;
  if (value instanceof Map) {
    const pairs = [...(value as Map<unknown, unknown>)];
    return `{${listed(pairs, ([key, item]) => `${inner(key)}: ${inner(item)}`)}}`;
  }
  const fields = classes.fieldsOf(value);
  const texts = listed(fields, (key) => inner(Object.getOwnPropertyDescriptor(value, key)?.value));
  return `${classes.nameOf(value) ?? ''}(${texts})`;
}

function listed<T>(items: readonly T[], inner: (item: T) => string): string {
  const shown = items.slice(0, ITEMS_MAX).map(inner).join(', ');
  return items.length > ITEMS_MAX ? `${shown}, …` : shown;
}
