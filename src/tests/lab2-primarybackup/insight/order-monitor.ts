import type { Address } from '../../../index.js';
import { Ping, type View } from '../given/lab2.js';
import {
  acts,
  type Finding,
  type Monitor,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { finding, show } from './advice.js';
import { AppendedValues } from './appended-values.js';
import { isSameSubject, textsIn, type Subject } from './contents.js';
import { ServerKnowledge } from './server-knowledge.js';
import { StoreClass } from './store-class.js';

/** Two operations that were at the backup at once, and when the second was sent there. */
interface Overlap {
  readonly at: number;
  readonly viewNum: number;
  readonly first: Subject;
  readonly second: Subject;
}

/**
 * Watches in which order the two servers of a view execute appends, where a story has their states.
 * That several operations are at the backup at once is no mistake, as long as they are executed in
 * one order: so it is the order that is looked at, and what was sent at once explains it.
 */
export class OrderMonitor implements Monitor {
  readonly #knowledge = new ServerKnowledge();
  readonly #store: StoreClass;
  readonly #appended = new AppendedValues();
  /** By server: what it holds, by key. */
  readonly #held = new Map<Address, ReadonlyMap<string, string>>();
  /** By primary: what it has forwarded in its view and its backup has not reacted to. */
  readonly #inFlight = new Map<Address, { readonly viewNum: number; readonly subject: Subject }>();
  readonly #overlaps = new Map<Address, Overlap>();
  readonly #told = new Set<number>();

  constructor(nameOf: (value: object) => string) {
    this.#store = new StoreClass(nameOf);
  }

  see(step: StoryStep): readonly Finding[] {
    if (!acts(step)) return [];
    const { effects, node } = step;
    this.#appended.add(effects.commands);
    this.#store.see(effects);
    this.#knowledge.receive(step);
    if (step.kind === 'deliver') this.#reacted(step.message);
    for (const sent of effects.sends) {
      if (!(sent.message instanceof Ping)) this.#sentOn(sent, step.at);
      this.#knowledge.send(sent, step);
    }
    const store = effects.state && this.#store.in(effects.state);
    if (store === undefined) return [];
    this.#held.set(node, textsIn(store));
    return this.#compared(node, step.at);
  }

  /** A message of the backup ends what is in flight. */
  #reacted({ from, to }: StoryMessage): void {
    if (from === this.#knowledge.of(to).view.backup) this.#inFlight.delete(to);
  }

  #sentOn(sent: StoryMessage, at: number): void {
    const { from, to } = sent;
    const { view } = this.#knowledge.of(from);
    const subject = this.#knowledge.subjectBetweenServers(sent);
    if (view.primary !== from || view.backup !== to || subject === undefined) return;
    const { viewNum } = view;
    const before = this.#inFlight.get(from);
    this.#inFlight.set(from, { viewNum, subject });
    if (before?.viewNum !== viewNum || isSameSubject(before.subject, subject)) return;
    this.#overlaps.set(from, { at, viewNum, first: before.subject, second: subject });
  }

  /** What one server of a view holds now, beside what the other one does. */
  #compared(node: Address, at: number): Finding[] {
    const { view } = this.#knowledge.of(node);
    const { primary, backup, viewNum } = view;
    if (primary === null || backup === null || this.#told.has(viewNum)) return [];
    const peer = node === primary ? backup : primary;
    if (this.#knowledge.of(peer).view.viewNum !== viewNum) return [];
    const [own, theirs] = [this.#held.get(node), this.#held.get(peer)];
    const overlap = this.#overlaps.get(primary);
    const isOverlapped = overlap?.viewNum === viewNum;
    for (const [key, value] of own ?? []) {
      const other = theirs?.get(key);
      const pair = other === undefined ? undefined : this.#swapped(value, other, isOverlapped);
      if (pair === undefined) continue;
      this.#told.add(viewNum);
      return [orderFinding(view, key, pair, isOverlapped ? overlap : undefined, at)];
    }
    return [];
  }

  /** Two appended values that stand in another order in the one text than in the other. */
  #swapped(own: string, theirs: string, isOverlapped: boolean): readonly string[] | undefined {
    if (own === theirs || own.startsWith(theirs) || theirs.startsWith(own)) return undefined;
    const [mine, other] = [this.#appended.partsOf(own), this.#appended.partsOf(theirs)];
    const at = mine.findIndex((part, index) => part !== other[index]);
    const [first, second] = [mine[at], other[at]];
    if (first === undefined || second === undefined) return undefined;
    const isInBoth = mine.includes(second, at) && other.includes(first, at);
    // Where two were at the backup at once, one of them may still be missing in one of the texts.
    const isAhead = isOverlapped && (mine.includes(second, at) || other.includes(first, at));
    return isInBoth || isAhead ? [first, second] : undefined;
  }
}

function orderFinding(
  view: View,
  key: string,
  [first, second]: readonly string[],
  overlap: Overlap | undefined,
  at: number,
): Finding {
  const { primary, backup } = view;
  const orders =
    `in view ${show(view)}, ${String(primary)} and ${String(backup)} appended '${first}' and ` +
    `'${second}' to ${key} in different orders`;
  if (overlap === undefined) return finding('two-in-flight', at, orders);
  const sent = `${String(primary)} sent ${String(backup)} ${said(overlap.second)}`;
  const before = `while ${said(overlap.first)} was on its way there`;
  return finding('two-in-flight', overlap.at, `${sent} ${before}; ${orders}`);
}

function said({ command, clients }: Subject): string {
  const of = clients.length === 0 ? '' : ` of ${clients.join(', ')}`;
  return `${command.replace(/[{}"]/g, '').replace(' ', '(')})${of}`;
}
