import type { Address } from '../../../index.js';
import type { Finding, StoryEvidence } from '../../../testing.js';
import { STARTUP_VIEWNUM } from '../given/lab2.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding, show } from './advice.js';
import { IGNORED_MIN, PATIENCE_MS } from './patience.js';
import { pingsRarely } from './rare-pings.js';
import { longestWait, samePair, Situation, type Participant } from './situation.js';
import { ofClient } from './stuck-client.js';

type NameOf = StoryEvidence['nameOf'];

/** In a wait that ends, what lasted for this share of it was the obstacle. */
const LASTING_SHARE = 0.75;

/** When to look at a wait, besides at its end: soon after it began, before more goes wrong. */
const LOOKS_MS = [1000, 3000];

/**
 * Why a system is stuck, judged from a first look at the longest wait. What no longer holds when
 * the wait ends was not the obstacle, so whatever is claimed to last is checked again at the end.
 */
export function whatIsStuck({ failure, story, endsAt, nameOf, held }: StoryEvidence): Finding[] {
  // If a view is awaited, it is the test that waits, and no client.
  const ofOneClient = failure.kind === 'answer' ? undefined : longestWait(story, endsAt);
  const wait = ofOneClient ?? { from: 0, to: Infinity };
  const foundBy = (until: number): Finding[] => {
    const seen = story.filter(({ at }) => at < until);
    return stuckIn(new Situation(seen, Math.min(until, endsAt), { held, nameOf }), nameOf);
  };
  const atEnd = foundBy(lastLook(wait));
  // What begins shortly before the end shows nothing yet: a new view, for one.
  const last = atEnd.length > 0 ? atEnd : foundBy(lastLook({ from: wait.from, to: endsAt }));
  for (const afterMs of LOOKS_MS) {
    if (wait.from + afterMs >= Math.min(wait.to, endsAt)) break;
    const early = new Set(foundBy(wait.from + afterMs).map(whoAndWhat));
    const lasting = last.filter((found) => early.has(whoAndWhat(found)));
    if (lasting.length > 0) return lasting.map(untilTheEnd);
  }
  return last.map(untilTheEnd);
}

/** A finding's message begins with the node it is about. */
function whoAndWhat({ cause, message }: Finding): string {
  return `${cause} ${message.split(' ', 1)[0] ?? ''}`;
}

/** When a wait ends, its obstacle is gone, so look while it lasts. */
function lastLook({ from, to }: { readonly from: number; readonly to: number }): number {
  return to === Infinity ? to : from + LASTING_SHARE * (to - from);
}

/** What holds at the last look is taken to hold to the end. */
function untilTheEnd(found: Finding): Finding {
  return { ...found, until: Infinity };
}

/**
 * The root first: a view server that stopped checking, servers that are silent, a view that is not
 * acknowledged, a client that does not try again, a primary that ignores a request.
 */
function stuckIn(situation: Situation, nameOf: NameOf): Finding[] {
  const client = situation.waiting;
  return [
    ...checksStopped(situation),
    ...silentServers(situation),
    ...situation.servers.flatMap(pingsRarely),
    ...unacknowledged(situation, client),
    ...(client === undefined ? [] : ofClient(situation, client, nameOf)),
  ];
}

/** A view server whose timer is not set again watches nobody. */
function checksStopped(situation: Situation): Finding[] {
  const firedAt = situation.of(VIEW_SERVER)?.firedAt;
  if (firedAt === undefined || situation.endsAt - firedAt < PATIENCE_MS) return [];
  const what = `the last timer of ${VIEW_SERVER} fired at ${firedAt.toFixed(1)} ms`;
  const since = `${what}, and it has set none since: it watches nobody any more`;
  return [finding('vs-dead-primary-kept', firedAt, since)];
}

function silentServers(situation: Situation): Finding[] {
  return situation.allServers.flatMap((server) => {
    const { address, pings, startedAt, view, toldAt, crashedAt } = server;
    const last = pings.at(-1);
    const until = crashedAt ?? situation.endsAt;
    if (until - (last?.at ?? startedAt) < PATIENCE_MS) return [];
    if (last === undefined) {
      const what = `${address} has never pinged ${VIEW_SERVER} since it started`;
      return [finding('server-does-not-ping', startedAt, what)];
    }
    const isPrimary = view.primary === address && view.backup !== null;
    if (isPrimary && last.viewNum < view.viewNum && last.at <= toldAt + PATIENCE_MS) {
      // A primary need not ping while it transfers its state, and may crash by then.
      if (crashedAt !== undefined) return [];
      const what = `${address} has sent no ping since it was told view ${show(view)}`;
      const after = `${what}: it never acknowledges that view`;
      return [finding('stuck-view-change', toldAt, after)];
    }
    const count = pings.length === 1 ? 'its only ping' : `the last of its ${pings.length} pings`;
    const since =
      crashedAt === undefined
        ? 'none since'
        : `none in ${(until - last.at).toFixed(1)} ms after it`;
    const what = `${address} sent ${count} at ${last.at.toFixed(1)} ms and ${since}`;
    return [finding('server-does-not-ping', last.at, what)];
  });
}

function unacknowledged(situation: Situation, client: Participant | undefined): Finding[] {
  const { view, endsAt } = situation;
  const primary = situation.of(view.primary);
  if (primary === undefined) return [];
  const { address, pings, toldAt, crashedAt } = primary;
  const until = crashedAt ?? endsAt;
  if (primary.view.viewNum !== view.viewNum || until - toldAt < PATIENCE_MS) return [];
  if (pings.some(({ viewNum }) => viewNum === view.viewNum)) return [];
  const last = pings.at(-1)?.viewNum ?? STARTUP_VIEWNUM;
  const goesOn =
    `${address} knows view ${show(view)} since ${toldAt.toFixed(1)} ms and ` +
    pingsSince(primary, last);
  const isServing = client === undefined || primary.sent.some(({ message }) => isTo(message.to));
  function isTo(to: Address): boolean {
    return situation.of(to)?.isClient === true;
  }
  if (last === STARTUP_VIEWNUM && isServing) {
    return [finding('view-never-acknowledged', toldAt, `${goesOn}, never Ping(${view.viewNum})`)];
  }
  if (view.backup === null) return [finding('stuck-view-change', toldAt, goesOn)];
  if (isCutOff(primary, view.backup)) return [];
  const transfer = betweenText(situation, primary, view.backup) + samePair(situation, view);
  return [finding('stuck-view-change', toldAt, `${goesOn}; ${transfer}`)];
}

/** What a primary pinged since it was told its view. */
function pingsSince({ pings, toldAt, crashedAt }: Participant, last: number): string {
  const isSilent = !pings.some(({ at }) => at >= toldAt);
  if (crashedAt === undefined) return isSilent ? 'sent no ping' : `goes on sending Ping(${last})`;
  return isSilent
    ? 'sent no ping until it crashed'
    : `went on, until it crashed, sending Ping(${last})`;
}

/** A node that resends again and again to one that cannot be reached has done what it can. */
function isCutOff({ sent, toldAt }: Participant, backup: Address): boolean {
  const toBackup = sent.filter(({ message, at }) => message.to === backup && at >= toldAt);
  const isRepeated = toBackup.length >= IGNORED_MIN;
  return isRepeated && toBackup.every(({ deliveredAt }) => deliveredAt === undefined);
}

/** What passed between a primary and its backup since the primary heard of the view. */
function betweenText(situation: Situation, primary: Participant, backup: Address): string {
  const sent = primary.sent.filter(({ message, at }) => {
    return message.to === backup && at >= primary.toldAt;
  });
  if (sent.length === 0) return `it has sent ${backup} nothing since`;
  const arrived = sent.filter(({ deliveredAt }) => deliveredAt !== undefined).length;
  const back = (situation.of(backup)?.sent ?? []).filter(({ message, at }) => {
    return message.to === primary.address && at >= primary.toldAt;
  });
  const returned = back.filter(({ deliveredAt }) => deliveredAt !== undefined).length;
  return (
    `of ${sent.length} messages to ${backup} since, ${arrived} arrived; of ${back.length} from ` +
    `${backup}, ${returned}`
  );
}
