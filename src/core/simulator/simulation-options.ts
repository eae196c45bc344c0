import type { SimulationObserver } from './observer.js';

/** How a simulation is run. */
export interface SimulationOptions {
  /** Any safe integer. The same seed, lab and calls give the same run, event by event. */
  readonly seed: number;
  /** Virtual milliseconds; `Infinity` for no limit. */
  readonly limitMs: number;
  /** Handlers run, at most. */
  readonly eventsMax: number;
  readonly observers: readonly SimulationObserver[];
  /** The rank of the least level of the nodes' own records that observers get. */
  readonly logThreshold: number;
}
