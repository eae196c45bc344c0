/**
 * What is known of failures of lab 1: why a client does not come to its result. Who sent what to
 * whom is looked at, never the names of a student's own messages.
 *
 * Invariant: silent on every correct solution.
 */
import type { Address } from '../../../index.js';
import type { Finding, LabInsight, StoryEvidence, StoryStep } from '../../../testing.js';

/** Longer than several retries take: what has not happened by then does not. */
const PATIENCE_MS = 500;

const AT_LEAST_ONCE =
  'Whoever waits for an answer sends again on a timer, for as long as it waits: a message or its ' +
  'answer may be lost.';

export const insight: LabInsight = {
  broken: () => [],
  explain: (evidence) => {
    const isWaiting = evidence.failure.kind === 'liveness' || evidence.failure.kind === 'limit';
    return isWaiting ? whoGivesUp(evidence) : [];
  },
  timeline: () => () => undefined,
};

/** A client that waits for its command, and what it has done about it since. */
interface Waiting {
  readonly since: number;
  /** When it sent something last, and how often since it waits. */
  lastSent: number | undefined;
  count: number;
  /** It was sent something meanwhile. */
  isAnswered: boolean;
}

/** Clients that wait to the end and have stopped sending long before. */
function whoGivesUp({ story, endsAt }: StoryEvidence): Finding[] {
  return [...waitingAtTheEnd(story)].flatMap(([client, waiting]) => {
    const { since, lastSent, count, isAnswered } = waiting;
    const isIdle = endsAt - (lastSent ?? since) >= PATIENCE_MS || story.at(-1)?.at === since;
    if (!isIdle) return [];
    if (lastSent === undefined) {
      return [lost(since, `${client} waits and has sent its command to nobody`)];
    }
    const times = count === 1 ? 'once' : `${count} times`;
    const last = `${client} sent its command ${times}, and has sent nothing since`;
    const became = isAnswered ? 'it was answered, and has no result' : 'no answer came';
    return [lost(since, `${last} ${lastSent.toFixed(1)} ms: ${became}`)];
  });
}

function waitingAtTheEnd(story: readonly StoryStep[]): Map<Address, Waiting> {
  const waiting = new Map<Address, Waiting>();
  for (const step of story) {
    if (step.kind === 'lose') continue;
    if (step.kind === 'crash') {
      waiting.delete(step.node);
      continue;
    }
    const { results, commands, sends } = step.effects;
    if (results.length > 0) waiting.delete(step.node);
    if (commands.length > 0) {
      waiting.set(step.node, { since: step.at, lastSent: undefined, count: 0, isAnswered: false });
    }
    const own = waiting.get(step.node);
    if (own === undefined) continue;
    if (step.kind === 'deliver') own.isAnswered = true;
    if (sends.length === 0) continue;
    own.lastSent = step.at;
    own.count += sends.length;
  }
  return waiting;
}

function lost(at: number, message: string): Finding {
  const harms = { stuck: 1 };
  const until = Infinity;
  return { at, until, harms, cause: 'lost-request', rule: 'lab 1', message, advice: AT_LEAST_ONCE };
}
