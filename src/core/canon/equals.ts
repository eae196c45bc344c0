import { entriesOf, isSortable, itemsOf, orderWatch } from './collection-order.js';
import { shapeOf, type TypedArray } from './fields.js';

/**
 * Structural equality, as the harness compares messages, commands and results: same class, equal
 * fields whatever their order, equal items of arrays in the same order, equal entries of Maps and
 * Sets in any order. A Map or Set of objects is compared in insertion order, since its entries are
 * found by identity. `NaN` equals `NaN`; `0` and `-0` differ. Cycles compare by unfolding;
 * functions by identity.
 */
export function equals(a: unknown, b: unknown): boolean {
  return same(a, b, { pairs: new Map(), inOrder: false });
}

/** The same, but Maps and Sets are equal only if their entries are also in the same order. */
export function equalsInOrder(a: unknown, b: unknown): boolean {
  return same(a, b, { pairs: new Map(), inOrder: true });
}

/**
 * Pairs that are being compared or were: each is compared once, however many paths lead to it. A
 * pair that differs makes the whole differ, so all others may be assumed equal.
 */
interface Assumed {
  readonly pairs: Map<object, Set<object>>;
  /** Whether the order of Maps and Sets counts. */
  readonly inOrder: boolean;
}

function same(a: unknown, b: unknown, assumed: Assumed): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const shape = shapeOf(a);
  if (shape !== shapeOf(b)) return false;
  if (shape === 'object' || shape === 'array') return sameFields(a, b, assumed);
  if (isAssumed(a, b, assumed)) return true;
  switch (shape) {
    case 'map':
      return sameMaps(a as Map<unknown, unknown>, b as Map<unknown, unknown>, assumed);
    case 'set':
      return sameSets(a as Set<unknown>, b as Set<unknown>, assumed);
    case 'typed':
      return sameItems([...(a as TypedArray)], [...(b as TypedArray)], assumed);
    case 'buffer':
      return sameItems(
        [...new Uint8Array(a as ArrayBuffer)],
        [...new Uint8Array(b as ArrayBuffer)],
        assumed,
      );
  }
}

/** Whether the pair is assumed to be equal; from now on it is. */
function isAssumed(a: object, b: object, { pairs }: Assumed): boolean {
  const others = pairs.get(a);
  if (others?.has(b) === true) return true;
  if (others === undefined) pairs.set(a, new Set([b]));
  else others.add(b);
  return false;
}

function sameMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, assumed: Assumed): boolean {
  if (countsInOrder(a, b, assumed)) {
    return sameItems([...entriesOf(a)].flat(), [...entriesOf(b)].flat(), assumed);
  }
  const [ours, theirs] = [[...entriesOf(a)], new Map(entriesOf(b))];
  if (ours.length !== theirs.size) return false;
  return ours.every(([key, value]) => theirs.has(key) && same(value, theirs.get(key), assumed));
}

function sameSets(a: Set<unknown>, b: Set<unknown>, assumed: Assumed): boolean {
  if (countsInOrder(a, b, assumed)) return sameItems([...itemsOf(a)], [...itemsOf(b)], assumed);
  const [ours, theirs] = [[...itemsOf(a)], new Set(itemsOf(b))];
  return ours.length === theirs.size && ours.every((item) => theirs.has(item));
}

function countsInOrder(a: object, b: object, { inOrder }: Assumed): boolean {
  if (!inOrder && isSortable(a) && isSortable(b)) return false;
  for (const collection of [a, b]) orderWatch()?.looked(collection);
  return true;
}

function sameItems(a: readonly unknown[], b: readonly unknown[], assumed: Assumed): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i], assumed));
}

function sameFields(a: object, b: object, assumed: Assumed): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  const [ours, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let isOpen = false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
    const [one, other] = [ours[key], theirs[key]];
    if (Object.is(one, other)) continue;
    if (typeof one !== 'object' || typeof other !== 'object') return false;
    // Only where there are objects can a path lead back to this pair.
    if (!isOpen && isAssumed(a, b, assumed)) return true;
    isOpen = true;
    if (!same(one, other, assumed)) return false;
  }
  return true;
}
