/**
 * How to diagnose failures of lab 1: why a client gets no result, what it takes for one, and what
 * is executed twice. It looks at who sent what to whom, never at the names of a student's own
 * messages. Results are judged as in lab 2, which builds on this lab.
 *
 * Invariant: silent on every correct solution.
 */
import type { Address } from '../../../index.js';
import type { Finding, LabInsight, StoryEvidence, StoryStep } from '../../../testing.js';
import { finding } from '../../lab2-primarybackup/insight/advice.js';
import { ClientMonitor } from '../../lab2-primarybackup/insight/client-monitor.js';
import { executedTwice } from '../../lab2-primarybackup/insight/twice.js';

/** Longer than several retries: what has not happened by then will not happen. */
const PATIENCE_MS = 500;
/** After so many arrivals that changed nothing, another one will not help. */
const IN_VAIN_MIN = 4;

const AT_LEAST_ONCE =
  'Whoever waits for an answer resends on a timer for as long as it waits: a message or its ' +
  'answer may be lost.';

export const insight: LabInsight = {
  broken: wrongResults,
  explain: (evidence) => {
    const { story, nameOf } = evidence;
    const isWaiting = evidence.failure.kind === 'liveness' || evidence.failure.kind === 'limit';
    return isWaiting ? whoGivesUp(evidence) : wrongResults(story, nameOf);
  },
  timeline: () => () => undefined,
};

/** Wrong results that clients accept, and appends that appear in a value twice. */
function wrongResults(story: readonly StoryStep[], nameOf: StoryEvidence['nameOf']): Finding[] {
  const monitor = new ClientMonitor(nameOf);
  return [...story.flatMap((step) => monitor.see(step)), ...executedTwice(story)];
}

/** A client that waits for its command, and what it has done about it since. */
interface Waiting {
  readonly since: number;
  /** When it last sent something, and how often since it began to wait. */
  lastSent: number | undefined;
  count: number;
  /** What it got meanwhile, what others sent it, and how often others got its messages. */
  got: number;
  returned: number;
  arrived: number;
}

/** Clients that wait to the end: have they stopped sending, and what becomes of their messages? */
function whoGivesUp({ story, endsAt }: StoryEvidence): Finding[] {
  return [...waitingAtTheEnd(story)].flatMap(([client, waiting]) => {
    const { since, lastSent, count, got } = waiting;
    const isIdle = endsAt - (lastSent ?? since) >= PATIENCE_MS || story.at(-1)?.at === since;
    if (!isIdle) return inVain(client, waiting);
    if (lastSent === undefined) {
      return [lost(since, `${client} waits and has sent its command to nobody`)];
    }
    const times = count === 1 ? 'once' : `${count} times`;
    const last = `${client} sent its command ${times}, and has sent nothing since`;
    const became = got > 0 ? 'it was answered, and has no result' : 'no answer came';
    return [lost(since, `${last} ${lastSent.toFixed(1)} ms: ${became}`)];
  });
}

/** A client that keeps sending: nobody answers it, or it accepts no answer as its result. */
function inVain(client: Address, { since, got, returned, arrived }: Waiting): Finding[] {
  if (got >= IN_VAIN_MIN) {
    const what = `${client} got ${got} answers since it asked, and accepted none as its result`;
    return [{ ...finding('answer-ignored', since, what), until: Infinity }];
  }
  if (arrived < IN_VAIN_MIN || returned > 0) return [];
  return [
    lost(since, `the command of ${client} arrived ${arrived} times, and nothing was sent back`),
  ];
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
      const nothing = { lastSent: undefined, count: 0, got: 0, returned: 0, arrived: 0 };
      waiting.set(step.node, { since: step.at, ...nothing });
    }
    for (const { to } of sends) {
      const other = to === step.node ? undefined : waiting.get(to);
      if (other !== undefined) other.returned++;
    }
    if (step.kind === 'deliver') {
      const asking = waiting.get(step.message.from);
      if (asking !== undefined) asking.arrived++;
    }
    const own = waiting.get(step.node);
    if (own === undefined) continue;
    if (step.kind === 'deliver') own.got++;
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
