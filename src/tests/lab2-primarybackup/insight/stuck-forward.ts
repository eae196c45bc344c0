import type { Address } from '../../../index.js';
import type { Finding } from '../../../testing.js';
import { finding, show } from './advice.js';
import { isSameSubject, subjectOf, textOf, type Subject } from './contents.js';
import { NO_ANSWER } from './harms.js';
import { IGNORED_MIN, PATIENCE_MS } from './patience.js';
import type { Participant, Sent, Situation } from './situation.js';

/** A primary that sent the command on and then did nothing more about it. */
export function sentOn(
  situation: Situation,
  client: Participant,
  primary: Participant,
  last: Sent,
): Finding[] {
  const strange = stranger(situation, last, client, primary);
  if (strange !== undefined) return [strange];
  const got = `${primary.address} got the command of ${client.address} again and again`;
  const { message, deliveredAt } = last;
  if (last.at < primary.toldAt) {
    const before = `it had sent it on to ${message.to} in an earlier view`;
    const what = `${got}; ${before}, and sends it to nobody in view ${show(situation.view)}`;
    return [finding('lost-request', client.waiting?.since ?? last.at, what)];
  }
  const isAnswered =
    deliveredAt !== undefined && comesBack(situation, primary, message.to, deliveredAt);
  if (!isAnswered && message.to === situation.view.backup) {
    const lost = deliveredAt === undefined ? 'was lost' : 'arrived, its answer did not';
    const what = `${got}; it sent it on to ${message.to} once, which ${lost}, and never again`;
    return [finding('lost-forward', last.at, what)];
  }
  const notTaken = isAnswered ? takesNoAnswer(situation, client, primary, last) : undefined;
  if (notTaken !== undefined) return [notTaken];
  const before = isAnswered
    ? `it had ${message.to} execute it, but does not send the answer again`
    : `it had sent it on to ${message.to}, and does not send it to anybody else`;
  return [finding('lost-request', client.waiting?.since ?? last.at, `${got}, and ${before}`)];
}

/** Its backup has answered what a primary sent on, and the primary has told the client nothing. */
function takesNoAnswer(
  situation: Situation,
  { address, waiting }: Participant,
  primary: Participant,
  { message, at }: Sent,
): Finding | undefined {
  const { backup } = situation.view;
  const answer = situation.of(backup)?.sent.findLast((sent) => {
    return sent.message.to === primary.address && sent.deliveredAt !== undefined;
  });
  if (message.to !== backup || at < primary.toldAt || answer === undefined) return undefined;
  const isTold = ({ message: { to }, at: sentAt }: Sent): boolean =>
    to === address && sentAt >= (waiting?.since ?? 0);
  if (situation.allServers.some(({ sent }) => sent.some(isTold))) return undefined;
  const what =
    `${primary.address} sent the command of ${address} on to ${backup}, and answers came back, ` +
    `the last ${situation.textOf(answer.message.message)}; ${primary.address} takes none for ` +
    'the acknowledgement';
  return finding('forward-reply-ignored', at, what);
}

/**
 * Whether the answer to a message that another server got has arrived: what that server sent when
 * it got it, perhaps sent again since. If it sent nothing then, anything since may be the answer.
 */
function comesBack(
  situation: Situation,
  { address }: Participant,
  from: Address,
  since: number,
): boolean {
  const sent = (situation.of(from)?.sent ?? []).filter(({ message, at }) => {
    return message.to === address && at >= since;
  });
  const atOnce = sent.filter(({ at }) => at === since);
  const answers = new Set(atOnce.map(({ message }) => textOf(message.message)));
  const mayAnswer = ({ message }: Sent): boolean =>
    answers.size === 0 || answers.has(textOf(message.message));
  return sent.some((each) => each.deliveredAt !== undefined && mayAnswer(each));
}

/** What the primary sends on arrives again and again, but its backup does nothing about it. */
export function ignored(
  situation: Situation,
  client: Participant,
  primary: Participant,
  forwards: readonly Sent[],
): Finding[] {
  const backup = situation.of(situation.view.backup);
  if (backup === undefined) return [];
  const answers = backup.sent.filter(({ message, at }) => {
    return message.to === primary.address && at >= backup.toldAt;
  });
  const last = answers.at(-1);
  // What it sent on in an earlier view may be over: another command keeps it busy now.
  const own = forwards.some(({ message, at }) => {
    return message.to === backup.address && at >= primary.toldAt;
  });
  const repeated = own ? forwards : ofAnother(situation, primary);
  const arrived = repeated.filter(({ message, deliveredAt = -1 }) => {
    return message.to === backup.address && deliveredAt > (last?.at ?? -1);
  });
  const since = arrived[0]?.deliveredAt;
  if (since === undefined || arrived.length < IGNORED_MIN) return [];
  if (last === undefined) {
    const tooEarly = acknowledgedAlone(primary, backup, situation);
    if (tooEarly !== undefined) return [tooEarly];
  }
  const whose = own ? `the command of ${client.address}` : 'another command';
  const what =
    `${primary.address} sent ${whose} on to ${backup.address} again and again; ${arrived.length} ` +
    `of these arrived, and ${backup.address} did not answer`;
  return [finding('forward-ignored', since, what + thoughAnswered(situation, repeated, last))];
}

/** A primary that acknowledged its view, and its backup has not said a word in it. */
function acknowledgedAlone(
  { address, pings, got, toldAt }: Participant,
  backup: Participant,
  { view }: Situation,
): Finding | undefined {
  const ping = pings.find(({ at, viewNum }) => at >= toldAt && viewNum === view.viewNum);
  if (ping === undefined) return undefined;
  // A backup may have heard of its view from the primary, and answered before it was told of it.
  const isAnswered = got.some(({ message, at }) => {
    return message.from === backup.address && at >= toldAt && at <= ping.at;
  });
  if (isAnswered) return undefined;
  const what =
    `${address} acknowledged view ${show(view)} with Ping(${view.viewNum}), and ` +
    `${backup.address} has answered nothing in that view: it has not taken the state over, and ` +
    'accepts no operation';
  return { ...finding('ack-before-transfer', ping.at, what), harms: NO_ANSWER };
}

/** What the primary sends on is answered again and again, but it accepts none of the answers. */
export function unheeded(
  situation: Situation,
  client: Participant,
  primary: Participant,
  forwards: readonly Sent[],
): Finding[] {
  const { backup } = situation.view;
  const own = forwards.filter(({ message }) => message.to === backup);
  const toBackup = own.length > 0 ? own : ofAnother(situation, primary);
  const arrived = toBackup.filter(({ deliveredAt }) => deliveredAt !== undefined);
  const first = arrived[0]?.deliveredAt;
  if (first === undefined || arrived.length < IGNORED_MIN) return [];
  const answers = (situation.of(backup)?.sent ?? []).filter(({ message, at, deliveredAt }) => {
    return message.to === primary.address && at >= first && deliveredAt !== undefined;
  });
  const last = answers.at(-1);
  if (last === undefined || answers.length < IGNORED_MIN) return [];
  if (2 * answers.length < arrived.length) return [];
  // If only one answer was sent and got lost, that is a different mistake.
  if (isAnyTold(situation, client, own.length > 0 ? [] : toBackup)) return [];
  const whose = own.length > 0 ? `the command of ${client.address}` : 'another command';
  const what =
    `${primary.address} sent ${whose} on to ${String(backup)} again and ` +
    `again: ${arrived.length} of these arrived, and ${answers.length} answers came back, the ` +
    `last ${situation.textOf(last.message.message)}; ${primary.address} takes none for the ` +
    'acknowledgement';
  return [finding('forward-reply-ignored', first, what)];
}

/** Whether a server answered a client that waits, or one whose command is sent on. */
function isAnyTold(
  situation: Situation,
  { address, waiting }: Participant,
  forwards: readonly Sent[],
): boolean {
  const names = new Set(situation.clients.map((one) => one.address));
  const [first] = forwards;
  const about = first && subjectOf(first.message.message, names);
  const since = new Map((about?.clients ?? []).map((one) => [one, first?.at ?? 0]));
  since.set(address, waiting?.since ?? 0);
  const isTold = ({ message, at }: Sent): boolean => at >= (since.get(message.to) ?? Infinity);
  return situation.allServers.some(({ sent }) => sent.some(isTold));
}

/** Every sending of the last command that a primary sent on to its backup, whoever waits for it. */
export function ofAnother(situation: Situation, { sent, toldAt }: Participant): readonly Sent[] {
  const names = new Set(situation.clients.map(({ address }) => address));
  const { backup } = situation.view;
  const about = ({ message }: Sent): Subject | undefined => subjectOf(message.message, names);
  const all = sent.filter((each) => each.at >= toldAt && each.message.to === backup);
  const last = all.findLast((each) => about(each) !== undefined);
  const subject = last && about(last);
  return all.filter((each) => {
    const own = about(each);
    return own !== undefined && subject !== undefined && isSameSubject(own, subject);
  });
}

/** What a backup that does not answer had sent before in its view. */
function thoughAnswered(
  { view }: Situation,
  forwards: readonly Sent[],
  last: Sent | undefined,
): string {
  if (last === undefined) return '';
  const first = forwards.find(({ message }) => message.to === view.backup)?.at ?? Infinity;
  // What it has sent since may have been the acknowledgement.
  if (last.at > first && last.deliveredAt === undefined) {
    return `: its last word, at ${last.at.toFixed(1)} ms, was lost`;
  }
  return `, though it had answered before in view ${show(view)}`;
}

/** A primary sends the command on to a server outside its view, so nobody acknowledges it. */
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

/** Another command, which the primary sent on and nobody acknowledged, and which keeps it busy. */
export function inFlight(
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
  const { deliveredAt } = last;
  const isAnswered = deliveredAt !== undefined && comesBack(situation, primary, to, deliveredAt);
  if (isAnswered) return undefined;
  const lost = last.deliveredAt === undefined ? 'was lost' : 'arrived, its answer did not';
  const [of] = subjectOf(message, names)?.clients ?? [];
  const whose = of === undefined ? 'another command' : `a command of ${of}`;
  const what =
    `${primary.address} sent ${whose} on to ${to} once, at ${last.at.toFixed(1)} ms, which ` +
    `${lost}, and never again; it does nothing about the command of ${client.address} meanwhile`;
  return finding('lost-forward', last.at, what);
}
