import type { Finding } from '../../../testing.js';
import { PING_MILLIS } from '../given/lab2.js';
import { finding } from './advice.js';
import type { Participant } from './situation.js';

/** How many waits between pings are needed to know how often a server pings. */
const WAITS_MIN = 3;

/**
 * A server that pings, but not once per PING_MILLIS. Uses the median: it may be silent while it
 * transfers its state.
 */
export function pingsRarely({ address, pings }: Participant): Finding[] {
  const waits = pings.slice(1).map(({ at }, index) => at - (pings[index]?.at ?? at));
  const median = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)];
  if (median === undefined || waits.length < WAITS_MIN || median < 2 * PING_MILLIS) return [];
  const what = `${address} pings every ${median.toFixed(1)} ms, and PING_MILLIS is ${PING_MILLIS}`;
  const late = `${what}: whoever is silent between two checks counts as dead`;
  return [finding('server-does-not-ping', pings[0]?.at ?? 0, late)];
}
