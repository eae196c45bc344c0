/** A sequence of which items are left out, if what it is for stays as it is. */
export interface Reducible {
  /** How many items there are now. */
  readonly length: number;
  /** Whether it is to be left as it is now. */
  readonly isOver?: boolean;
  /** Leaves out the items from `from` up to and without `until`, if it can. */
  leaveOut(from: number, until: number): void;
}

/**
 * Leaves out halves, then quarters, and so on down to single items: of a long sequence of which
 * little is needed, most goes in few tries.
 */
export function leaveOutSpans(items: Reducible): void {
  for (let size = items.length; size > 1 && items.isOver !== true;) {
    size = Math.ceil(size / 2);
    pass(items, size);
  }
}

/** Leaves out single items, until none can be left out by any of these. */
export function leaveOutSingles(...paths: readonly Reducible[]): void {
  const length = (): number => paths[0]?.length ?? 0;
  for (let before = Infinity; length() < before && paths[0]?.isOver !== true;) {
    before = length();
    for (const items of paths) pass(items, 1);
  }
}

/** From the end to the start: what comes later is rarely needed by what comes before. */
function pass(items: Reducible, size: number): void {
  for (let end = items.length; end > 0 && items.isOver !== true; end -= size) {
    end = Math.min(end, items.length);
    items.leaveOut(Math.max(0, end - size), end);
  }
}

/** The least number in (`low`, `high`] for which it holds; for `high` it does, for `low` not. */
export function bisect(low: number, high: number, holds: (middle: number) => boolean): number {
  let [without, having] = [low, high];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (holds(middle)) having = middle;
    else without = middle;
  }
  return having;
}
