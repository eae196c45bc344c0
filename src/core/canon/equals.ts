import { shapeOf, type TypedArray } from './fields.js';

/**
 * Structural equality, as the harness compares messages, commands and results: same class, equal
 * fields whatever their order, equal items in the same order (Map and Set in insertion order).
 * `NaN` equals `NaN`; `0` and `-0` differ. Cycles compare by unfolding; functions by identity.
 */
export function equals(a: unknown, b: unknown): boolean {
  return same(a, b, new Map());
}

/**
 * Pairs that are being compared or were: each is looked at once, however many paths lead to it. One
 * that turns out to differ makes the whole differ, so the others may be taken for equal.
 */
type Assumed = Map<object, Set<object>>;

function same(a: unknown, b: unknown, assumed: Assumed): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const others = assumed.get(a);
  if (others?.has(b) === true) return true;
  if (others === undefined) assumed.set(a, new Set([b]));
  else others.add(b);
  const shape = shapeOf(a);
  if (shape !== shapeOf(b)) return false;
  switch (shape) {
    case 'map':
      return sameItems(
        [...(a as Map<unknown, unknown>)].flat(),
        [...(b as Map<unknown, unknown>)].flat(),
        assumed,
      );
    case 'set':
      return sameItems([...(a as Set<unknown>)], [...(b as Set<unknown>)], assumed);
    case 'typed':
      return sameItems([...(a as TypedArray)], [...(b as TypedArray)], assumed);
    case 'buffer':
      return sameItems(
        [...new Uint8Array(a as ArrayBuffer)],
        [...new Uint8Array(b as ArrayBuffer)],
        assumed,
      );
    case 'array':
    case 'object':
      return sameFields(a, b, assumed);
  }
}

function sameItems(a: readonly unknown[], b: readonly unknown[], assumed: Assumed): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i], assumed));
}

function sameFields(a: object, b: object, assumed: Assumed): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], assumed),
  );
}
