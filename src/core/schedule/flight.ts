import type { Address } from '../lab/index.js';

/** A message in flight: one of the copies that the network makes of it. */
export interface Flight {
  /** Counts sends from 1; the copies of one message share it. */
  readonly id: number;
  /** 0, and 1 for a duplicate. */
  readonly copy: number;
  /** The node or sub-node that sent it. */
  readonly from: Address;
  /** The node or sub-node it is for. */
  readonly to: Address;
  /** Must never be changed. */
  readonly message: object;
  readonly sentMs: number;
  /** When it arrives, if it does. */
  readonly atMs: number;
}

/** A timer that was set. */
export interface ArmedTimer {
  /** Counts sets from 1. */
  readonly id: number;
  /** The node or sub-node that set it. */
  readonly owner: Address;
  readonly timer: object;
  readonly minMs: number;
  readonly maxMs: number;
  readonly setMs: number;
  /** When it fires: drawn uniformly from `minMs` to `maxMs` after `setMs`. */
  readonly atMs: number;
}
