import type { Address } from '../../../index.js';
import type { Finding, StoryEvidence, StoryMessage } from '../../../testing.js';
import { CLIENT_RETRY_MILLIS } from '../given/lab2.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding, show } from './advice.js';
import { numbersIn, textOf } from './contents.js';
import { IGNORED_MIN, PATIENCE_MS } from './patience.js';
import type { Participant, Sent, Situation } from './situation.js';
import { keepsAnother, ofPrimary } from './stuck-primary.js';

type NameOf = StoryEvidence['nameOf'];

/** A client that is silent for long only once may have its reason. */
const SILENCES_MIN = 2;

/** A client waits: does it ask, whom does it ask, and what comes back? */
export function ofClient(situation: Situation, client: Participant, nameOf: NameOf): Finding[] {
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
  const rare = sendsRarely(client, requests, endsAt);
  if (rare !== undefined) return [rare];
  const primary = situation.of(current.primary);
  if (primary === undefined) return [];
  const misled = asksAnother(situation, client, primary);
  if (misled !== undefined) return [misled];
  const unheard = takesNothing(situation, client, primary, requests.length, nameOf);
  return unheard === undefined ? ofPrimary(situation, client, primary) : [unheard];
}

/** A client that was silent for most of its wait, though not at its end. */
function sendsRarely(
  { address, waiting }: Participant,
  requests: readonly Sent[],
  endsAt: number,
): Finding | undefined {
  const since = waiting?.since ?? 0;
  const times = [since, ...requests.map(({ at }) => at), endsAt];
  const silences = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const long = silences.filter((silence) => silence >= PATIENCE_MS);
  const total = long.reduce((sum, silence) => sum + silence, 0);
  if (long.length < SILENCES_MIN || 2 * total < endsAt - since) return undefined;
  const what =
    `${address} sent its command only ${timesText(requests.length)} in ` +
    `${(endsAt - since).toFixed(1)} ms, and nothing for up to ${Math.max(...long).toFixed(1)} ms ` +
    `between; CLIENT_RETRY_MILLIS is ${CLIENT_RETRY_MILLIS}`;
  return finding('lost-request', since, what);
}

/** A client that heard of the primary long ago but sends its command only to others. */
function asksAnother(
  { endsAt }: Situation,
  { address, view, toldAt, waiting, sent }: Participant,
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

/** A client that its primary answers again and again, but that accepts none of it as its result. */
function takesNothing(
  situation: Situation,
  client: Participant,
  primary: Participant,
  requests: number,
  nameOf: NameOf,
): Finding | undefined {
  const { address, waiting, got, sent } = client;
  const since = waiting?.since ?? 0;
  const answers = got.filter(({ message, at }) => message.from === primary.address && at > since);
  const last = answers.at(-1);
  if (last === undefined || answers.length < IGNORED_MIN || 2 * answers.length < requests) {
    return undefined;
  }
  const { message, at } = last;
  const name = nameOf(message.message);
  const request = sent.findLast(({ message: one }) => one.to === primary.address)?.message.message;
  const [of] = resultOf(situation, message, since);
  if (of !== undefined) {
    const lately = situation.endsAt - 2 * PATIENCE_MS;
    const kept = keepsAnother(situation, client, primary, lately);
    if (kept !== undefined) return kept;
    const what =
      `${primary.address} answers the command of ${address} again and again with the ${name} ` +
      `that ${of} got for another command`;
    return finding('answer-of-another', since, what);
  }
  const [asked, answered] = [numbersIn(request), numbersIn(message.message)];
  if (asked.length > 0 && answered.length > 0 && !answered.some((one) => asked.includes(one))) {
    const what =
      `${primary.address} answers the command of ${address} again and again with ` +
      `${name} ${answered.join(', ')}, and it asked for ${asked.join(', ')}`;
    return finding('answer-of-another', since, what);
  }
  const what =
    `${address} got ${answers.length} answers of ${primary.address} since it asked, the last a ` +
    `${name} at ${at.toFixed(1)} ms, and accepted none as its result`;
  return finding('answer-ignored', since, what);
}

/** Other clients that got the very same answer before; or the client itself, before it asked. */
function resultOf(
  { clients }: Situation,
  { id, to, message }: StoryMessage,
  since: number,
): readonly Address[] {
  const text = textOf(message);
  return clients
    .filter(({ address, got }) =>
      got.some((one) => {
        const isBefore = address !== to || one.at <= since;
        return one.message.id !== id && isBefore && textOf(one.message.message) === text;
      }),
    )
    .map(({ address }) => address);
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
      ? `${to} answered with ${nameOf(answer.message.message)}, which is not a result`
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
