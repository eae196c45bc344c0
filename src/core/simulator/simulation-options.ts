import type { SimulationObserver } from './observer.js';

/** How a simulation is run. */
export interface SimulationOptions {
  /** Any safe integer. The same seed, lab and calls give the same run, event by event. */
  readonly seed: number;
  /** Virtual milliseconds; `Infinity` for no limit. */
  readonly limitMs: number;
  /** The maximum number of handlers to run. */
  readonly eventsMax: number;
  readonly observers: readonly SimulationObserver[];
  /** The rank of the lowest log level whose records observers get. */
  readonly logThreshold: number;
}
