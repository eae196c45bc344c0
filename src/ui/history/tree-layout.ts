import { hierarchy, tree } from 'd3-hierarchy';
import type { Entry } from '../../core/debugger/protocol.js';

/** A knot of the tree: a step at which something branches, ends, or stands out. */
export interface Knot {
  readonly entry: Entry;
  /** The number of steps between the knot above and this one, which are not drawn. */
  readonly skipped: number;
  readonly children: readonly Knot[];
}

export interface PlacedKnot {
  readonly knot: Knot;
  readonly x: number;
  readonly y: number;
  readonly parent: { readonly x: number; readonly y: number } | undefined;
}

export interface PlacedTree {
  readonly knots: readonly PlacedKnot[];
  readonly width: number;
  readonly height: number;
}

const ACROSS = 46;
const DOWN = 34;
const EDGE = 18;

/** The history without the steps in between: a long path is a line with its length. */
export function treeOf(
  entries: ReadonlyMap<number, Entry>,
  children: ReadonlyMap<number, readonly number[]>,
  here: number,
): Knot | undefined {
  const isKnot = ({ id, parent, flags, name }: Entry): boolean => {
    const count = children.get(id)?.length ?? 0;
    const standsOut = flags.some(({ kind }) => kind !== 'prune') || name !== undefined;
    return parent === undefined || count !== 1 || standsOut || id === here;
  };
  // Children have greater ids than their parents, so going from last to first, each child is ready.
  const made = new Map<number, Knot>();
  for (const entry of [...entries.values()].sort((a, b) => b.id - a.id)) {
    const below = (children.get(entry.id) ?? []).flatMap((id) => made.get(id) ?? []);
    const [only] = below;
    if (isKnot(entry) || only === undefined) {
      made.set(entry.id, { entry, skipped: 0, children: below });
    } else {
      made.set(entry.id, { ...only, skipped: only.skipped + 1 });
    }
  }
  return made.get(0);
}

export function placed(root: Knot): PlacedTree {
  const laid = tree<Knot>().nodeSize([ACROSS, DOWN])(hierarchy(root, (knot) => knot.children));
  const nodes = laid.descendants();
  const left = Math.min(...nodes.map(({ x }) => x));
  const right = Math.max(...nodes.map(({ x }) => x));
  const at = (node: { x: number; y: number }) => ({ x: node.x - left + EDGE, y: node.y + EDGE });
  return {
    knots: nodes.map((node) => ({
      knot: node.data,
      ...at(node),
      parent: node.parent === null ? undefined : at(node.parent),
    })),
    width: right - left + 2 * EDGE,
    height: Math.max(...nodes.map(({ y }) => y)) + 2 * EDGE,
  };
}
