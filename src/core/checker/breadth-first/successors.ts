/** Integers per successor: its root pair, its parent, node and flags. */
export const SUCCESSOR = 4;
/** The first bit of the flags in its last integer: its effect's and these; below is the node. */
export const SUCCESSOR_FLAGS_SHIFT = 8;
/** An inner pair is new: the next entries hold the cells instead. */
export const SUCCESSOR_RAW = 16;
/** Not a successor: the state itself could not be expanded by reading only. */
export const SUCCESSOR_UNKNOWN = 32;

/** How many further entries hold the cells of a raw successor. */
export function rawEntries(leaves: number): number {
  return Math.ceil(leaves / SUCCESSOR);
}
