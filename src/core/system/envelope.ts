import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';

/** A message on its way. The network of a search is a set of these. */
export interface Envelope {
  /** The node or sub-node that sent it. */
  readonly from: Address;
  /** The node or sub-node it is for. */
  readonly to: Address;
  readonly message: Canonical;
}

/** Equal for equal envelopes and for no others. */
export function envelopeKey(envelope: Envelope): string {
  return `${envelope.from}>${envelope.to}>${envelope.message}`;
}
