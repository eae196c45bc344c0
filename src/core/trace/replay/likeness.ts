import { decode, print, type Canonical, type ClassTable } from '../../canon/index.js';

const DEPTH_MAX = 12;

/**
 * How much two values have in common, from 0 to 1: the share of numbers, strings and the like that
 * both hold, wherever they are. So messages can be matched even if a field was renamed or added.
 */
export function likeness(a: Canonical, b: Canonical, classes: ClassTable): number {
  if (a === b) return 1;
  const [ours, theirs] = [a, b].map((text) => leavesOf(decode(text, classes), classes)) as [
    Map<string, number>,
    Map<string, number>,
  ];
  let common = 0;
  let total = 0;
  for (const leaf of new Set([...ours.keys(), ...theirs.keys()])) {
    const [here, there] = [ours.get(leaf) ?? 0, theirs.get(leaf) ?? 0];
    common += Math.min(here, there);
    total += Math.max(here, there);
  }
  return total === 0 ? 1 : common / total;
}

/** The primitives in a value, each with its number of occurrences. */
function leavesOf(value: unknown, classes: ClassTable): Map<string, number> {
  const leaves = new Map<string, number>();
  const visit = (part: unknown, depth: number): void => {
    if (typeof part !== 'object' || part === null || depth > DEPTH_MAX) {
      const leaf = `${typeof part} ${depth > DEPTH_MAX ? '' : print(part, classes)}`;
      leaves.set(leaf, (leaves.get(leaf) ?? 0) + 1);
      return;
    }
    if (part instanceof Map || part instanceof Set) {
      for (const item of part as Iterable<unknown>) visit(item, depth + 1);
    }
    for (const key of classes.fieldsOf(part)) {
      if (key === 'length') continue;
      visit((part as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(value, 0);
  return leaves;
}
