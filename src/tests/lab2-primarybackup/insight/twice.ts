import { Command, type Address, type Result } from '../../../index.js';
import { Append, AppendResult, GetResult } from '../../../kvstore.js';
import { STARTUP_VIEWNUM, View, ViewReply } from '../given/lab2.js';
import { acts, type Finding, type StoryStep } from '../../../testing.js';
import { finding, show } from './advice.js';
import { objectsIn, textOf } from './contents.js';

/** An append, and the span in which it may have been executed. */
interface Appended {
  readonly client: Address;
  readonly command: Append;
  readonly from: number;
  to: number;
}

/** The first append of a story whose value appears twice in a result. */
export function executedTwice(story: readonly StoryStep[]): Finding[] {
  const appends = new Map<string, Appended[]>();
  const open = new Map<Address, Appended>();
  for (const step of story) {
    if (!acts(step)) continue;
    for (const result of step.effects.results) {
      const own = open.get(step.node);
      if (own !== undefined) own.to = step.at;
      const twice = doubled(result, own, appends);
      if (twice !== undefined) return [told(story, twice, step.at)];
    }
    for (const command of step.effects.commands) {
      const appended = note(step.node, command, step.at, appends);
      if (appended !== undefined) open.set(step.node, appended);
    }
  }
  return [];
}

function note(
  client: Address,
  command: Command,
  at: number,
  appends: Map<string, Appended[]>,
): Appended | undefined {
  if (!(command instanceof Append)) return undefined;
  const appended = { client, command, from: at, to: Infinity };
  const same = appends.get(command.value);
  if (same === undefined) appends.set(command.value, [appended]);
  else same.push(appended);
  return appended;
}

/** Looks only for values that were appended once in all. */
function doubled(
  result: Result,
  own: Appended | undefined,
  appends: ReadonlyMap<string, readonly Appended[]>,
): Appended | undefined {
  if (!(result instanceof AppendResult || result instanceof GetResult)) return undefined;
  const { value } = result;
  if (own !== undefined && result instanceof AppendResult) {
    const text = own.command.value;
    const isOnce = appends.get(text)?.length === 1;
    if (isOnce && text !== '' && value.endsWith(text + text)) return own;
  }
  // A value with an end mark of its own cannot be part of another one.
  for (const [text, [only, ...more]] of appends) {
    if (only === undefined || more.length > 0 || !/^<.*>$|.[,;]$/.test(text)) continue;
    const at = value.indexOf(text);
    const again = at < 0 ? -1 : value.indexOf(text, at + text.length);
    if (again >= 0 && (text.startsWith('<') || again === at + text.length)) return only;
  }
  return undefined;
}

function told(
  story: readonly StoryStep[],
  { client, command, from, to }: Appended,
  at: number,
): Finding {
  const change = newPrimaries(story).find((each) => each.at >= from && each.at <= Math.min(to, at));
  const what = `${client} appended '${command.value}' once, and it stands in the value twice`;
  // A server that knows of the client's commands and executes one again was given their history.
  const isKnown =
    change !== undefined &&
    (knowsOf(story, client, change.view.primary, at) || isAskedAnew(story, client, command));
  if (change === undefined || isKnown) {
    return finding('executed-twice', at, what);
  }
  const then = `: once before view ${show(change.view)}, and again when it was sent again after it`;
  return finding('history-not-transferred', change.at, what + then);
}

/** Whether the client resent the command as another one, under another number. */
function isAskedAnew(story: readonly StoryStep[], client: Address, { value }: Append): boolean {
  const names = new Set<string>();
  for (const step of story) {
    if (!('effects' in step) || step.node !== client) continue;
    for (const { message } of step.effects.sends) {
      for (const object of objectsIn(message)) {
        const parts = Object.values(object) as unknown[];
        const isIt = parts.some((part) => part instanceof Append && part.value === value);
        if (object instanceof Command && isIt) names.add(textOf(object));
      }
    }
  }
  return names.size > 1;
}

/**
 * Whether, just before, the new primary kept something of this client in a collection. True also if
 * no server ever did: then there is no history that could have been left out.
 */
function knowsOf(
  story: readonly StoryStep[],
  client: Address,
  primary: Address | null,
  time: number,
): boolean {
  let isKept = false;
  let doesKnow = false;
  for (const step of story) {
    if (step.at > time || !('effects' in step) || step.effects.state === undefined) continue;
    const keeps = keepsOf(step.effects.state, client);
    isKept ||= keeps && step.node !== client;
    if (step.node === primary && step.kind === 'deliver') {
      const isAsked = step.message.from === client;
      if (!isAsked) doesKnow = keeps;
    }
  }
  const hasStates = story.some((step) => 'effects' in step && step.effects.state !== undefined);
  return hasStates && (doesKnow || !isKept);
}

/** Whether a collection in a node's state names a client. */
function keepsOf(state: object, client: Address): boolean {
  for (const object of objectsIn(state)) {
    if (object instanceof Map && object.has(client)) return true;
    if (object instanceof Set && object.has(client)) return true;
    if (Array.isArray(object) && textOf(object).includes(`"${client}"`)) return true;
  }
  return false;
}

/** The views whose primary differs from the view before, and when each was first announced. */
function newPrimaries(story: readonly StoryStep[]): { readonly at: number; readonly view: View }[] {
  const changes: { readonly at: number; readonly view: View }[] = [];
  let newest = new View(STARTUP_VIEWNUM, null, null);
  for (const step of story) {
    if (step.kind !== 'deliver' || !(step.message.message instanceof ViewReply)) continue;
    const { view } = step.message.message;
    if (view.viewNum <= newest.viewNum) continue;
    const isOther = newest.primary !== null && view.primary !== newest.primary;
    if (isOther) changes.push({ at: step.at, view });
    newest = view;
  }
  return changes;
}
