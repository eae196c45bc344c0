import { grownInts, reserveInts } from '../memory.js';

/** Instead of a node: the state was pruned and is not expanded. */
export const PRUNED = 255;

/** A level, as the expander reads it. */
export interface Level {
  readonly first: number;
  readonly parents: Int32Array;
  readonly nodes: Uint8Array;
}

/**
 * One level of a breadth-first search: for each of its consecutively numbered states, the parent
 * from which it was first reached and the node whose event led to it.
 */
export class Frontier implements Level {
  /** The number of the level's first state. */
  first = 0;
  count = 0;
  /** How many of its states are not to be expanded. */
  pruned = 0;
  parents: Int32Array;
  /** One byte for each state: its node, or {@link PRUNED}. */
  nodes: Uint8Array;

  constructor(shared: boolean) {
    this.parents = reserveInts(1024, shared);
    this.nodes = bytesOf(reserveInts(256, shared));
  }

  /** The number after the last state's. */
  get end(): number {
    return this.first + this.count;
  }

  clear(first: number): void {
    this.first = first;
    this.count = 0;
    this.pruned = 0;
  }

  push(parent: number, node: number): void {
    if (this.count === this.parents.length) this.#grow();
    this.parents[this.count] = parent;
    this.nodes[this.count++] = node;
  }

  prune(state: number): void {
    this.nodes[state - this.first] = PRUNED;
    this.pruned++;
  }

  #grow(): void {
    const length = this.count * 8;
    this.parents = grownInts(this.parents, this.count, length);
    const nodes = bytesOf(reserveInts(length / 4, this.nodes.buffer instanceof SharedArrayBuffer));
    nodes.set(this.nodes.subarray(0, this.count));
    this.nodes = nodes;
  }
}

function bytesOf(ints: Int32Array): Uint8Array {
  return new Uint8Array(ints.buffer);
}
