/** Integers a successor takes: its root pair, the state it comes from, node and flags. */
export const SUCCESSOR = 4;
/** Where the flags begin in its last integer: its effect's and these; below is the node. */
export const SUCCESSOR_FLAGS_SHIFT = 8;
/** An inner pair is new: the cells stand in the next entries instead. */
export const SUCCESSOR_RAW = 16;
/** Not a successor: the state itself could not be expanded by reading alone. */
export const SUCCESSOR_UNKNOWN = 32;

/** How many further entries hold the cells of a raw successor. */
export function rawEntries(leaves: number): number {
  return Math.ceil(leaves / SUCCESSOR);
}
