import { encode, type ClassTable } from '../canon/index.js';

/**
 * Sorts the items of every Map and Set in a value into one fixed order. Changes the value in place,
 * so nobody else may hold it, and returns it.
 */
export function orderBlind<T>(value: T, classes: ClassTable): T {
  sort(value, classes, new Set());
  return value;
}

function sort(value: unknown, classes: ClassTable, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)];
    for (const entry of entries) for (const part of entry) sort(part, classes, seen);
    value.clear();
    for (const [key, item] of sorted(entries, ([first]) => first, classes)) value.set(key, item);
  }
  if (value instanceof Set) {
    const items = [...(value as Set<unknown>)];
    for (const item of items) sort(item, classes, seen);
    value.clear();
    for (const item of sorted(items, (same) => same, classes)) value.add(item);
  }
  if (ArrayBuffer.isView(value)) return;
  for (const part of Object.values(value)) sort(part, classes, seen);
}

function sorted<T>(items: readonly T[], by: (item: T) => unknown, classes: ClassTable): T[] {
  const texts = items.map((item) => ({ item, text: encode(by(item), classes, 'state') }));
  return texts.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ item }) => item);
}
