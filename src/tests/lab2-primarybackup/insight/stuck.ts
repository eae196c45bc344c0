import type { Address } from '../../../index.js';
import {
  CLIENT_RETRY_MILLIS,
  PING_CHECK_MILLIS,
  PING_MILLIS,
  STARTUP_VIEWNUM,
} from '../given/lab2.js';
import type { Finding, StoryEvidence } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding, show } from './advice.js';
import { isSameSubject, commandText, subjectOf, type Subject } from './contents.js';
import { lockIn } from './lock.js';
import { longestWait, Situation, type Participant, type Sent } from './situation.js';

type NameOf = StoryEvidence['nameOf'];

/** How many waits between pings are needed to know how often a server pings. */
const WAITS_MIN = 3;

/** What was ignored so often was not just in the way of something else. */
const IGNORED_MIN = 4;

/** Shorter than that, nothing is late. */
const PATIENCE_MS = 3 * PING_CHECK_MILLIS;

/** What lasts for so much of a wait that comes to an end was in its way. */
const LASTING_SHARE = 0.75;

/** When to look at a wait besides at its end: soon after it began, before more goes wrong. */
const LOOKS_MS = [1000, 3000];

/**
 * Why nothing goes on, as the first look at the longest wait shows. What holds no longer when the
 * wait ends was in nobody's way: what is said to last is looked at to the end.
 */
export function whatIsStuck({ failure, story, endsAt, nameOf, held }: StoryEvidence): Finding[] {
  // Who waits for a view is the test, and no client.
  const ofOneClient = failure.kind === 'answer' ? undefined : longestWait(story, endsAt);
  const wait = ofOneClient ?? { from: 0, to: Infinity };
  const foundBy = (until: number): Finding[] => {
    const seen = story.filter(({ at }) => at < until);
    return stuckIn(new Situation(seen, Math.min(until, endsAt), held), nameOf);
  };
  const last = foundBy(lastLook(wait));
  for (const afterMs of LOOKS_MS) {
    if (wait.from + afterMs >= Math.min(wait.to, endsAt)) break;
    const early = new Set(foundBy(wait.from + afterMs).map(({ cause }) => cause));
    const lasting = last.filter(({ cause }) => early.has(cause));
    if (lasting.length > 0) return lasting.map(untilTheEnd);
  }
  return last.map(untilTheEnd);
}

/** When a wait ends, what was in its way is gone: it is looked at while it lasts. */
function lastLook({ from, to }: { readonly from: number; readonly to: number }): number {
  return to === Infinity ? to : from + LASTING_SHARE * (to - from);
}

/** What holds at the last look holds to the end. */
function untilTheEnd(found: Finding): Finding {
  return { ...found, until: Infinity };
}

/**
 * The root first: a view server that stopped checking, servers that are silent, a view that is not
 * acknowledged, a client that does not try again, a primary that does nothing about a request.
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

/** By the median: a server may be silent for a while, as long as it transfers its state. */
function pingsRarely({ address, pings }: Participant): Finding[] {
  const waits = pings.slice(1).map(({ at }, index) => at - (pings[index]?.at ?? at));
  const median = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)];
  if (median === undefined || waits.length < WAITS_MIN || median < 2 * PING_MILLIS) return [];
  const what = `${address} pings every ${median.toFixed(1)} ms, and PING_MILLIS is ${PING_MILLIS}`;
  const late = `${what}: whoever is silent between two checks counts as dead`;
  return [finding('server-does-not-ping', pings[0]?.at ?? 0, late)];
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
  const lasts = crashedAt === undefined ? 'goes on' : 'went on, until it crashed,';
  const goesOn =
    `${address} knows view ${show(view)} since ${toldAt.toFixed(1)} ms and ${lasts} sending ` +
    `Ping(${last})`;
  const isServing = client === undefined || primary.sent.some(({ message }) => isTo(message.to));
  function isTo(to: Address): boolean {
    return situation.of(to)?.isClient === true;
  }
  if (last === STARTUP_VIEWNUM && isServing) {
    return [finding('view-never-acknowledged', toldAt, `${goesOn}, never Ping(${view.viewNum})`)];
  }
  const transfer = view.backup === null ? '' : `; ${betweenText(situation, primary, view.backup)}`;
  return [finding('stuck-view-change', toldAt, goesOn + transfer)];
}

/** What passed between a primary and its backup since the primary was told the view. */
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

function ofClient(situation: Situation, client: Participant, nameOf: NameOf): Finding[] {
  const { waiting, address, view, questions, sent } = client;
  const { endsAt } = situation;
  if (waiting === undefined || endsAt - waiting.since < PATIENCE_MS) return [];
  const current = situation.view;
  const isLost = current.primary !== null && view.primary !== current.primary;
  const asksSince = questions.some((at) => at > waiting.since + CLIENT_RETRY_MILLIS / 2);
  if (isLost && !asksSince) {
    const knows = view.primary === null ? 'no primary' : `${view.primary} as primary`;
    const lastAsked = questions.at(-1);
    const asked =
      lastAsked === undefined
        ? 'has never asked for the view'
        : `asked for the view at ${lastAsked.toFixed(1)} ms for the last time`;
    const now = `${VIEW_SERVER} is in view ${show(current)}`;
    const what = `${address} knows ${knows}, and ${asked}; ${now}`;
    return [finding('client-never-asks-for-view', waiting.since, what)];
  }
  const requests = sent.filter(({ at }) => at >= waiting.since);
  const last = requests.at(-1);
  if (endsAt - (last?.at ?? waiting.since) >= PATIENCE_MS) {
    return [finding('lost-request', waiting.since, givesUp(client, last, requests.length, nameOf))];
  }
  const primary = situation.of(current.primary);
  if (primary === undefined) return [];
  const misled = asksAnother(situation, client, primary);
  if (misled !== undefined) return [misled];
  const unheard = takesNothing(client, primary, requests.length, nameOf);
  return unheard === undefined ? ofPrimary(situation, client, primary) : [unheard];
}

/** A client that was told of the primary long ago and sends its command to others only. */
function asksAnother(
  { endsAt, view }: Situation,
  { address, toldAt, waiting, sent }: Participant,
  primary: Participant,
): Finding | undefined {
  const since = Math.max(toldAt, waiting?.since ?? 0);
  const requests = sent.filter(({ at }) => at > since);
  const last = requests.at(-1);
  if (endsAt - since < PATIENCE_MS || last === undefined) return undefined;
  if (requests.some(({ message }) => message.to === primary.address)) return undefined;
  const what =
    `${address} was told view ${show(view)} at ${toldAt.toFixed(1)} ms; since ` +
    `${since.toFixed(1)} ms it has sent its command ${timesText(requests.length)}, to ` +
    `${last.message.to} and never to ${primary.address}`;
  return finding('client-never-asks-for-view', toldAt, what);
}

/** A client that its primary answers again and again, and that takes none of it for its result. */
function takesNothing(
  { address, waiting, got }: Participant,
  primary: Participant,
  requests: number,
  nameOf: NameOf,
): Finding | undefined {
  const answers = got.filter(({ message, at }) => {
    return message.from === primary.address && at > (waiting?.since ?? 0);
  });
  const last = answers.at(-1);
  if (last === undefined || answers.length < IGNORED_MIN || 2 * answers.length < requests) {
    return undefined;
  }
  const what =
    `${address} got ${answers.length} answers of ${primary.address} since it asked, the last a ` +
    `${nameOf(last.message.message)} at ${last.at.toFixed(1)} ms, and took none for its result`;
  return finding('answer-ignored', waiting?.since ?? last.at, what);
}

/** What the primary sends on arrives again and again, and its backup does nothing about it. */
function ignored(
  situation: Situation,
  client: Participant,
  primary: Participant,
  forwards: readonly Sent[],
): Finding[] {
  const backup = situation.of(situation.view.backup);
  const arrived = forwards.filter(({ message, deliveredAt }) => {
    return message.to === backup?.address && deliveredAt !== undefined;
  });
  const since = arrived[0]?.deliveredAt;
  if (backup === undefined || since === undefined || arrived.length < IGNORED_MIN) return [];
  if (backup.sent.some(({ message, at }) => message.to === primary.address && at >= since)) {
    return [];
  }
  const view = `view ${show(situation.view)}`;
  const answered = backup.sent.some(({ message, at }) => {
    return message.to === primary.address && at >= backup.toldAt;
  });
  const what =
    `${primary.address} sent the command of ${client.address} on to ${backup.address} again and ` +
    `again; ${arrived.length} of these arrived, and ${backup.address} did not answer`;
  const though = answered
    ? `, though it had answered in ${view}: it does not act as its backup`
    : '';
  return [finding('forward-ignored', since, what + though)];
}

function givesUp(
  { address, waiting, got }: Participant,
  last: Sent | undefined,
  count: number,
  nameOf: NameOf,
): string {
  const since = `since ${(last?.at ?? waiting?.since ?? 0).toFixed(1)} ms`;
  if (last === undefined) return `${address} waits and has sent its command to nobody`;
  const { to } = last.message;
  const answer = got.findLast(({ message, at }) => message.from === to && at >= last.at);
  const became =
    answer !== undefined
      ? `${to} answered with ${nameOf(answer.message.message)}, which is no result`
      : last.lostAt !== undefined
        ? 'the last one was lost'
        : last.deliveredAt === undefined
          ? 'the last one never arrived'
          : `the last one arrived, and no answer came back`;
  const times = timesText(count);
  return `${address} sent its command ${times}, to ${to}, and has sent nothing ${since}: ${became}`;
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** What a primary sends on to a server that is not in its view, nobody acknowledges. */
function stranger(
  { view }: Situation,
  { message, at }: Sent,
  client: Participant,
  primary: Participant,
): Finding | undefined {
  if (message.to === view.backup || primary.view.viewNum !== view.viewNum) return undefined;
  if (at < primary.toldAt) return undefined;
  const what =
    `${primary.address} sent the command of ${client.address} on to ${message.to} at ` +
    `${at.toFixed(1)} ms, which is not in its view ${show(view)}`;
  return finding('forwarded-outside-view', at, what);
}

/** Another command that the primary sent on, that nobody acknowledged, and that keeps it busy. */
function inFlight(
  situation: Situation,
  client: Participant,
  primary: Participant,
): Finding | undefined {
  const names = new Set(situation.clients.map(({ address }) => address));
  const sent = primary.sent.filter(({ message }) => message.to === situation.view.backup);
  const last = sent.findLast(({ message }) => subjectOf(message.message, names) !== undefined);
  if (last === undefined || last.at < primary.toldAt) return undefined;
  if (situation.endsAt - last.at < PATIENCE_MS) return undefined;
  const { to, message } = last.message;
  if (primary.got.some((got) => got.message.from === to && got.at > last.at)) return undefined;
  const lost = last.deliveredAt === undefined ? 'was lost' : 'arrived, its answer did not';
  const [of] = subjectOf(message, names)?.clients ?? [];
  const whose = of === undefined ? 'another command' : `a command of ${of}`;
  const what =
    `${primary.address} sent ${whose} on to ${to} once, at ${last.at.toFixed(1)} ms, which ` +
    `${lost}, and never again; it does nothing about the command of ${client.address} meanwhile`;
  return finding('lost-forward', last.at, what);
}

/** The requests arrive at the primary; what does it do about them? */
function ofPrimary(situation: Situation, client: Participant, primary: Participant): Finding[] {
  const { waiting, address } = client;
  if (waiting === undefined || primary.crashedAt !== undefined) return [];
  const since = Math.max(waiting.since, situation.endsAt - PATIENCE_MS);
  const requests = primary.got.filter(({ message, at }) => message.from === address && at >= since);
  if (requests.length === 0) return [];
  const names = new Set([address]);
  const subject: Subject = { command: commandText(waiting.command), clients: [address] };
  const forwards = primary.sent.filter(({ message, at }) => {
    if (at < waiting.since || situation.of(message.to)?.isClient === true) return false;
    const about = subjectOf(message.message, names);
    return about !== undefined && isSameSubject(about, subject);
  });
  const lately = primary.sent.filter(({ at }) => at >= since);
  if (lately.some(({ message }) => situation.of(message.to)?.isClient === true)) return [];
  const toBackup = lately.filter(({ message }) => message.to === situation.view.backup);
  const others = toBackup.filter(({ message }) => subjectOf(message.message, names) === undefined);
  if (others.length < toBackup.length) return ignored(situation, client, primary, forwards);
  // What a server says of its view outranks what the messages that it repeats suggest.
  const { viewNum } = situation.view;
  const hasEntered = primary.pings.some((ping) => ping.viewNum === viewNum);
  if (others.length > 0 && !hasEntered) {
    const what =
      `${primary.address} does nothing about the command of ${address}; instead it has sent ` +
      `${String(situation.view.backup)} ${others.length} messages about no command in the last ` +
      `${PATIENCE_MS} ms: it is still entering view ${show(situation.view)}`;
    return [finding('stuck-view-change', since, what)];
  }
  const last = forwards.at(-1);
  const got = `${primary.address} got the command of ${address} again and again`;
  const held = situation.heldBy(primary.address);
  const clients = new Set(situation.clients.map((one) => one.address));
  const lock = held && lockIn(held, subject, clients);
  if (lock !== undefined && last === undefined) {
    const what = `${got} and does nothing: its field ${lock.field} still holds ${lock.about}`;
    return [finding('lock-never-freed', waiting.since, what)];
  }
  const blocked = last === undefined ? inFlight(situation, client, primary) : undefined;
  if (blocked !== undefined) return [blocked];
  const strange = last && stranger(situation, last, client, primary);
  if (strange !== undefined) return [strange];
  const isAnswered =
    last !== undefined &&
    primary.got.some(({ message, at }) => message.from === last.message.to && at > last.at);
  if (last !== undefined && !isAnswered && last.message.to === situation.view.backup) {
    const lost = last.deliveredAt === undefined ? 'was lost' : 'arrived, its answer did not';
    const what = `${got}; it sent it on to ${last.message.to} once, which ${lost}, and never again`;
    return [finding('lost-forward', last.at, what)];
  }
  const before =
    last === undefined
      ? 'it neither answers nor sends it on'
      : isAnswered
        ? `it had ${last.message.to} execute it, but does not send the answer again`
        : `it had sent it on to ${last.message.to}, and does not send it to anybody else`;
  return [finding('lost-request', waiting.since, `${got}, and ${before}`)];
}
