import type { Envelope } from '../box/index.js';

/** Equal for equal envelopes and for no others. */
export function envelopeKey(envelope: Envelope): string {
  return `${envelope.from}>${envelope.to}>${envelope.message}`;
}
