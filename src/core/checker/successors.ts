/** Integers a successor takes: its root pair, the state it comes from, node and flags. */
export const SUCCESSOR = 4;
/** Where the effect's flags begin in its last integer; below is the node. */
export const SUCCESSOR_FLAGS_SHIFT = 8;
