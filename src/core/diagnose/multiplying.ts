import type { Cause } from '../support/index.js';
import type { Finding, StoryStep } from '../testkit/index.js';

/** So many steps at the end are looked at. */
const LOOKED_AT = 5000;
/** A timer of one node that fires more often than this in a virtual millisecond multiplies. */
const FIRES_PER_MS = 0.5;
const FIRES_MIN = 20;

/** What there is ever more of in a run that ended at its limit of events. */
export function whatMultiplies(
  story: readonly StoryStep[],
  nameOf: (value: object) => string,
): Finding | undefined {
  const end = story.slice(-LOOKED_AT);
  const fires = new Map<string, number>();
  const arrivals = new Map<string, number>();
  for (const step of end) {
    if (step.kind === 'fire') count(fires, `the ${nameOf(step.timer)} of ${step.node}`);
    if (step.kind !== 'deliver') continue;
    const { from, to, message } = step.message;
    count(arrivals, `${nameOf(message)} from ${from} to ${to}`);
  }
  const [first, last] = [end[0], end.at(-1)];
  const [timer, fired] = most(fires);
  const [name, arrived] = most(arrivals);
  if (first === undefined || last === undefined) return undefined;
  const ms = last.at - first.at;
  const found = (cause: Cause, what: string, advice: string): Finding => {
    const message = `in the last ${ms.toFixed(1)} ms of the run ${what}`;
    return { at: last.at, cause, rule: 'no end', message, advice };
  };
  if (fired >= FIRES_MIN && fired > FIRES_PER_MS * ms) {
    return found(
      'timers-multiply',
      `${timer} fired ${fired} times`,
      'A timer that is set again when it fires must be set nowhere else but at the start: each ' +
        'time it is set once more, one more of it fires for ever.',
    );
  }
  return found(
    'messages-multiply',
    `${arrived} of the ${end.length} events were a ${name}`,
    'Look for a message that is answered by one which is answered by the first again.',
  );
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function most(counts: ReadonlyMap<string, number>): [string, number] {
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number]);
}
