import type { Address } from '../lab/index.js';
import type { ClientWorker } from './client-worker.js';

/** A node that lives, as its simulation keeps it. */
export interface SimulatedNode {
  readonly address: Address;
  readonly worker: ClientWorker | undefined;
  /** Activations so far. */
  steps: number;
}
