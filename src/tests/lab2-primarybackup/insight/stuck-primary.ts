import type { Finding } from '../../../testing.js';
import { finding, show } from './advice.js';
import {
  brings,
  commandText,
  isSameSubject,
  mayBeState,
  subjectOf,
  type Subject,
} from './contents.js';
import { NO_ANSWER } from './harms.js';
import { lockIn, notedIn } from './lock.js';
import { IGNORED_MIN, PATIENCE_MS } from './patience.js';
import type { Participant, Sent, Situation } from './situation.js';
import { ignored, inFlight, ofAnother, sentOn, unheeded } from './stuck-forward.js';

/** The requests arrive at the primary; what does it do about them? */
export function ofPrimary(
  situation: Situation,
  client: Participant,
  primary: Participant,
): Finding[] {
  const { waiting, address } = client;
  if (waiting === undefined || primary.crashedAt !== undefined) return [];
  const since = Math.max(waiting.since, situation.endsAt - PATIENCE_MS);
  const requests = primary.got.filter(({ message, at }) => message.from === address && at >= since);
  if (requests.length === 0) return [];
  const names = new Set([address]);
  const subject: Subject = { command: commandText(waiting.command), clients: [address] };
  const forwards = primary.sent.filter((sent) => {
    return sent.at >= waiting.since && isForward(sent, subject, situation, primary);
  });
  const lately = primary.sent.filter(({ at }) => at >= since);
  if (lately.some(({ message }) => message.to === address)) return [];
  const kept = keepsAnother(situation, client, primary, situation.endsAt - 2 * PATIENCE_MS);
  if (kept !== undefined && isOver(situation, primary)) return [kept];
  const toBackup = lately.filter(({ message }) => message.to === situation.view.backup);
  const others = toBackup.filter(({ message }) => {
    const isOfNone = subjectOf(message.message, names) === undefined;
    return isOfNone && !brings(message.message, subject, names);
  });
  // A primary that serves others meanwhile is not held up by any of them.
  const servesOthers = lately.some(({ message }) => situation.of(message.to)?.isClient === true);
  if (others.length < toBackup.length) {
    const ofForwards = [situation, client, primary, forwards] as const;
    const found = [...ignored(...ofForwards), ...unheeded(...ofForwards)];
    const isUnderWay = forwards.some(({ at }) => at >= since);
    if (found.length > 0 || isUnderWay || !servesOthers) return found;
  }
  // What a server says about its view outranks what its repeated messages suggest.
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
  const isIdle = last === undefined && !servesOthers;
  const isUnsent = last === undefined || last.at < primary.toldAt;
  const blocked = isUnsent && !servesOthers ? inFlight(situation, client, primary) : undefined;
  if (blocked !== undefined) return [blocked];
  const lock = held && last === undefined ? lockIn(held, subject, clients) : undefined;
  const served = lately.map(({ message }) => message.to).filter((to) => clients.has(to));
  // A primary that serves only one client is locked by that client.
  if (lock !== undefined && served.every((one) => lock.clients.includes(one))) {
    const what = `${got} and does nothing: its field ${lock.field} still holds ${lock.about}`;
    return [finding('lock-never-freed', waiting.since, what)];
  }
  const states = others.filter(({ message }) => mayBeState(message.message));
  if (isIdle && states.length >= IGNORED_MIN) {
    const what =
      `${got} and does nothing; in the last ${PATIENCE_MS} ms it has sent ` +
      `${String(situation.view.backup)} ${states.length} messages about no command, though it ` +
      `has acknowledged view ${show(situation.view)}: it does not end the transfer`;
    return [{ ...finding('transfer-repeated', waiting.since, what), harms: NO_ANSWER }];
  }
  const noted = isUnsent ? notedAlone(situation, client, primary, requests) : undefined;
  if (noted !== undefined) return [noted];
  const [found] = last === undefined ? [] : sentOn(situation, client, primary, last);
  if (found !== undefined) return [found];
  const why = servesOthers ? '; it answers others meanwhile' : '';
  const never = `${got}, and it neither answers nor sends it on${why}`;
  return [finding('lost-request', waiting.since, never)];
}

/** A primary that notes a request and has done nothing about it in its view. */
function notedAlone(
  situation: Situation,
  { address, waiting }: Participant,
  primary: Participant,
  requests: Participant['got'],
): Finding | undefined {
  const held = situation.heldBy(primary.address);
  const isAnswered = primary.sent.some(({ message, at }) => {
    return message.to === address && at >= (waiting?.since ?? 0);
  });
  const request = requests.at(-1)?.message.message;
  if (held === undefined || request === undefined || isAnswered) return undefined;
  const noted = notedIn(held, address, request);
  if (noted === undefined) return undefined;
  const got = `${primary.address} got the command of ${address} again and again and does nothing`;
  const what =
    `${got}: its field ${noted.field} notes number ${noted.number} of ${address}, and it has ` +
    `neither sent that on nor answered it in view ${show(situation.view)}`;
  return finding('lock-never-freed', waiting?.since ?? 0, what);
}

/** Whether a server sent a command on; a backup's acknowledgement is not a forward. */
function isForward(
  { message, at }: Sent,
  subject: Subject,
  situation: Situation,
  { got }: Participant,
): boolean {
  if (situation.of(message.to)?.isClient === true) return false;
  // Two clients may ask for the same, so who asked counts, where a message shows it.
  const clients = new Set(situation.clients.map(({ address }) => address));
  if (!brings(message.message, subject, clients)) return false;
  return !got.some((one) => one.at === at && one.message.from === message.to);
}

/** A primary that goes on sending its backup one command, answered long since, and no other. */
export function keepsAnother(
  situation: Situation,
  client: Participant,
  primary: Participant,
  from = 0,
): Finding | undefined {
  const { waiting, address } = client;
  const { backup } = situation.view;
  if (waiting === undefined || backup === null) return undefined;
  const names = new Set(situation.clients.map((one) => one.address));
  const since = Math.max(waiting.since, from);
  const own: Subject = { command: commandText(waiting.command), clients: [address] };
  const about = primary.sent.flatMap(({ message, at }) => {
    const subject = subjectOf(message.message, names);
    return message.to === backup && at >= since && subject ? [subject] : [];
  });
  const [first] = about;
  if (first === undefined || about.length < IGNORED_MIN) return undefined;
  if (isSameSubject(first, own) || !about.every((each) => isSameSubject(each, first))) {
    return undefined;
  }
  const whose = first.clients.length === 0 ? 'another one' : `one of ${first.clients.join(', ')}`;
  const what =
    `${primary.address} got the command of ${address} again and again, and goes on sending ` +
    `${backup} ${whose}, which it has answered: it is not free again`;
  return finding('lock-never-freed', waiting.since, what);
}

/** Whether nobody waits for the command that a primary sent its backup last. */
function isOver(situation: Situation, primary: Participant): boolean {
  const names = new Set(situation.clients.map(({ address }) => address));
  const last = ofAnother(situation, primary).at(-1);
  const subject = last && subjectOf(last.message.message, names);
  if (subject === undefined || subject.clients.length === 0) return false;
  return !situation.allWaiting.some(({ address, waiting }) => {
    const command = waiting === undefined ? '' : commandText(waiting.command);
    return isSameSubject(subject, { command, clients: [address] });
  });
}
