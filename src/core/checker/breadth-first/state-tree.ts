import type { PairTable } from '../interned/pair-table.js';

/** How many integers are below a root: leaves first, then inner pairs, children before parents. */
export interface TreeShape {
  readonly leaves: number;
  readonly width: number;
  /** By slot; only inner pairs have an entry. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The slots whose values are the root pair. */
  readonly rootLeft: number;
  readonly rootRight: number;
}

/**
 * The shape of the binary tree that compresses a vector of `leaves` integers to one pair: a state
 * differs from its parent in few leaves, so nearly all inner pairs are known already.
 */
export function treeShape(leaves: number): TreeShape {
  const width = Math.max(2, 2 * leaves - 2);
  const left = new Int32Array(width);
  const right = new Int32Array(width);
  let next = leaves;
  const build = (low: number, high: number): number => {
    if (high - low === 1) return low;
    const middle = (low + high) >>> 1;
    const l = build(low, middle);
    const r = build(middle, high);
    left[next] = l;
    right[next] = r;
    return next++;
  };
  // A single leaf has no sibling: slot 1 is never set and stays 0.
  if (leaves === 1) return { leaves, width, left, right, rootLeft: 0, rootRight: 1 };
  const middle = leaves >>> 1;
  const rootLeft = build(0, middle);
  const rootRight = build(middle, leaves);
  return { leaves, width, left, right, rootLeft, rootRight };
}

/** Fills the inner slots at `at` from the leaves there, numbering new pairs. */
export function encodeTree(
  shape: TreeShape,
  inner: PairTable,
  slots: Int32Array,
  at: number,
): void {
  const { leaves, width, left, right } = shape;
  if (leaves === 1) return;
  for (let slot = leaves; slot < width; slot++) {
    const a = slots[at + (left[slot] as number)] as number;
    const b = slots[at + (right[slot] as number)] as number;
    const known = inner.find(a, b);
    slots[at + slot] = known === 0 ? inner.insert(a, b) : known;
  }
}

/** Fills all slots at `at` from a root pair. */
export function decodeTree(
  shape: TreeShape,
  pairs: Int32Array,
  a: number,
  b: number,
  slots: Int32Array,
  at: number,
): void {
  const { leaves, width, left, right } = shape;
  slots[at + shape.rootLeft] = a;
  slots[at + shape.rootRight] = b;
  if (leaves === 1) return;
  for (let slot = width - 1; slot >= leaves; slot--) {
    const pair = slots[at + slot] as number;
    slots[at + (left[slot] as number)] = pairs[pair * 2] as number;
    slots[at + (right[slot] as number)] = pairs[pair * 2 + 1] as number;
  }
}
