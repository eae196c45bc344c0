import type { ReplayReport } from '../trace/index.js';
import type { SessionSays } from './protocol.js';

/** Says from which step the current code behaves differently than before. */
export function differenceOf({
  otherState,
  refusal,
  events,
}: ReplayReport): Extract<SessionSays, { kind: 'opened' }>['difference'] {
  const first = [otherState, refusal]
    .filter((each) => each !== undefined)
    .sort((a, b) => a.index - b.index)[0];
  if (first === undefined) {
    return { text: 'The code has changed, but every step does what it did before.' };
  }
  const where = `From step ${first.index + 1} on (${first.event})`;
  const changes = first === otherState ? otherState.changes.slice(0, 3).join(' · ') : '';
  const why = changes === '' ? first.why : `${first.why}: ${changes}`;
  const text = `${where} the code does something else: ${why}`;
  return first.index < events.length ? { text, moment: first.index + 1 } : { text };
}
