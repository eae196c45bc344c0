/** A sequence whose items can be left out as long as it still serves its purpose. */
export interface Reducible {
  /** How many items there are now. */
  readonly length: number;
  /** Whether reducing should stop here. */
  readonly isOver?: boolean;
  /** Leaves out the items from `from` up to but not including `until`, if it can. */
  leaveOut(from: number, until: number): void;
}

/**
 * Leaves out halves, then quarters, and so on down to single items: when little of a long sequence
 * is needed, most of it goes in a few tries.
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

/** From the end to the start: earlier items rarely need later ones. */
function pass(items: Reducible, size: number): void {
  for (let end = items.length; end > 0 && items.isOver !== true; end -= size) {
    end = Math.min(end, items.length);
    items.leaveOut(Math.max(0, end - size), end);
  }
}

/**
 * The least number in (`low`, `high`] for which it holds, given that it holds for `high` and not
 * for `low`.
 */
export function bisect(low: number, high: number, holds: (middle: number) => boolean): number {
  let [without, having] = [low, high];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (holds(middle)) having = middle;
    else without = middle;
  }
  return having;
}
