import type { Address } from '../../../index.js';
import { Ping, type View } from '../given/lab2.js';
import {
  type ActingStep,
  acts,
  type Finding,
  type Monitor,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { finding, show } from './advice.js';
import { AppendedValues } from './appended-values.js';
import {
  commandsAmong,
  isSameSubject,
  subjectOf,
  textOf,
  textsIn,
  valuesIn,
  writeIn,
  type Subject,
} from './contents.js';
import { Overwritten } from './overwritten.js';
import type { PlainStore } from './plain-store.js';
import { ServerKnowledge } from './server-knowledge.js';
import { StoreInUse } from './store-in-use.js';
import { WriteOrder } from './write-order.js';

type Texts = ReadonlyMap<string, string>;

/** Two operations in flight to the backup at once, and when the second was sent. */
interface Overlap {
  readonly at: number;
  readonly viewNum: number;
  readonly first: Subject;
  readonly second: Subject;
}

/**
 * Watches the order in which the two servers of a view execute appends, if the story has their
 * states. Forwarding several operations at once is not a mistake as long as both execute them in
 * the same order: so this compares the orders, and explains a difference by what was forwarded at
 * once.
 */
export class OrderMonitor implements Monitor {
  readonly #knowledge = new ServerKnowledge();
  readonly #store: StoreInUse;
  readonly #appended = new AppendedValues();
  readonly #overwritten = new Overwritten(this.#appended);
  readonly #order = new WriteOrder(this.#appended);
  /** What each server holds, by key. */
  readonly #held = new Map<Address, Texts>();
  /** The same, where it is clear what is a key and what a value. */
  readonly #values = new Map<Address, Texts>();
  /** By primary: what it has forwarded in its view without a reaction of its backup yet. */
  readonly #inFlight = new Map<Address, { readonly viewNum: number; readonly subject: Subject }>();
  readonly #overlaps = new Map<Address, Overlap>();
  /** By primary and view: the values to append that it has sent its backup. */
  readonly #forwarded = new Map<string, Set<string>>();
  readonly #told = new Set<number>();

  constructor(nameOf: (value: object) => string, plain?: PlainStore) {
    this.#store = new StoreInUse(nameOf, plain);
  }

  see(step: StoryStep): readonly Finding[] {
    if (!acts(step)) return [];
    const { effects, node } = step;
    this.#appended.add(effects.commands);
    this.#overwritten.ask(effects.commands);
    this.#store.see(step);
    this.#knowledge.receive(step);
    if (step.kind === 'deliver') this.#reacted(step.message);
    for (const sent of effects.sends) {
      if (!(sent.message instanceof Ping)) this.#sentOn(sent, step.at);
      this.#knowledge.send(sent, step);
    }
    const store = effects.state && this.#store.in(effects.state, node)?.store;
    if (store === undefined) return [];
    const texts = { before: this.#held.get(node), after: textsIn(store) };
    const values = { before: this.#values.get(node), after: valuesIn(store) };
    this.#held.set(node, texts.after);
    this.#values.set(node, values.after);
    const { view } = this.#knowledge.of(node);
    const ordered = this.#ordered(step, view, store, values.after.size > 0 ? values : texts);
    const { before, after } = values;
    const isTold = before === undefined || this.#told.has(view.viewNum);
    const overwritten = isTold ? [] : this.#overwritten.see(step, view, before, after);
    if (overwritten.length > 0) this.#told.add(view.viewNum);
    return [...overwritten, ...this.#compared(node, step.at), ...ordered()];
  }

  /** Takes what a step did to a store; a write in another order, if nothing else is told of it. */
  #ordered(
    step: ActingStep,
    view: View,
    store: object,
    { before = new Map(), after }: { readonly before?: Texts | undefined; readonly after: Texts },
  ): () => Finding[] {
    const { node: server, at } = step;
    const { primary, backup, viewNum } = view;
    if (primary === null || backup === null) return () => [];
    const isByKey = valuesIn(store).size > 0;
    const isTakenOver = server !== primary && this.#takesOver(step, textOf(store), before, after);
    const written = { server, viewNum, before, after, isByKey, isTakenOver };
    const pair = this.#order.see(written, server === primary ? backup : primary);
    return () => {
      if (pair === undefined || this.#told.has(viewNum)) return [];
      this.#told.add(viewNum);
      const overlap = this.#overlaps.get(primary);
      return [orderFinding(view, pair, overlap?.viewNum === viewNum ? overlap : undefined, at)];
    };
  }

  /** Whether what a backup holds may come from another server's store, not from operations. */
  #takesOver(step: ActingStep, held: string, before: Texts, after: Texts): boolean {
    if (step.kind !== 'deliver') return false;
    const { message } = step.message;
    if (this.#store.carriedBy(message, held) !== undefined) return true;
    const subject = subjectOf(message, this.#knowledge.clients);
    const all = subject === undefined ? commandsAmong(message) : [subject];
    const puts = all.flatMap((one) => {
      const write = writeIn(one);
      return write?.kind === 'Put' ? [write.value] : [];
    });
    return [...after].some(([key, value]) => {
      const isLonger = value.startsWith(before.get(key) ?? '');
      return !isLonger && !puts.some((put) => value.startsWith(put));
    });
  }

  /** A message from the backup ends what is in flight. */
  #reacted({ from, to }: StoryMessage): void {
    if (from === this.#knowledge.of(to).view.backup) this.#inFlight.delete(to);
  }

  #sentOn(sent: StoryMessage, at: number): void {
    const { from, to } = sent;
    const { view } = this.#knowledge.of(from);
    const subject = this.#knowledge.subjectBetweenServers(sent);
    if (view.primary !== from || view.backup !== to || subject === undefined) return;
    const { viewNum } = view;
    const write = writeIn(subject);
    if (write !== undefined) this.#forwardedIn(from, viewNum).add(write.value);
    const before = this.#inFlight.get(from);
    this.#inFlight.set(from, { viewNum, subject });
    if (before?.viewNum !== viewNum || isSameSubject(before.subject, subject)) return;
    this.#overlaps.set(from, { at, viewNum, first: before.subject, second: subject });
  }

  /** Compares what one server of a view holds now with what the other one holds. */
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
      if (other === undefined) continue;
      const pair = this.#swapped(value, other, isOverlapped);
      const [first, second] = node === primary ? [value, other] : [other, value];
      const skipped = pair ? undefined : this.#skipped(first, second, primary, viewNum);
      if (pair === undefined && skipped === undefined) continue;
      this.#told.add(viewNum);
      if (pair === undefined) return skipped ? [skippedFinding(view, key, skipped, at)] : [];
      return [orderFinding(view, pair, isOverlapped ? overlap : undefined, at)];
    }
    return [];
  }

  /**
   * A value that a primary sent on and did not append, and a later one that both servers appended.
   */
  #skipped(
    own: string,
    theirs: string,
    primary: Address,
    viewNum: number,
  ): readonly [skipped: string, next: string] | undefined {
    if (own === theirs || own.startsWith(theirs) || theirs.startsWith(own)) return undefined;
    const [mine, other] = [this.#appended.partsOf(own), this.#appended.partsOf(theirs)];
    const at = mine.findIndex((part, index) => part !== other[index]);
    const [next, skipped] = [mine[at], other[at]];
    if (next === undefined || skipped === undefined || mine.includes(skipped)) return undefined;
    if (!this.#tellsAnOrder(skipped, next)) return undefined;
    const isSentOn = this.#forwardedIn(primary, viewNum).has(skipped);
    return isSentOn && other.includes(next, at) ? [skipped, next] : undefined;
  }

  #forwardedIn(primary: Address, viewNum: number): Set<string> {
    const key = `${primary} ${viewNum}`;
    const known = this.#forwarded.get(key) ?? new Set();
    this.#forwarded.set(key, known);
    return known;
  }

  /** Whether each of two values was written once, unless both were only ever appended. */
  #tellsAnOrder(...values: readonly [string, string]): boolean {
    if (!values.some((part) => this.#appended.isPut(part))) return true;
    return values.every((part) => this.#appended.isOnce(part));
  }

  /** Two appended values whose order differs between the two texts. */
  #swapped(own: string, theirs: string, isOverlapped: boolean): readonly string[] | undefined {
    if (own === theirs || own.startsWith(theirs) || theirs.startsWith(own)) return undefined;
    const [mine, other] = [this.#appended.partsOf(own), this.#appended.partsOf(theirs)];
    const at = mine.findIndex((part, index) => part !== other[index]);
    const [first, second] = [mine[at], other[at]];
    if (first === undefined || second === undefined) return undefined;
    if (!this.#tellsAnOrder(first, second)) return undefined;
    const isInBoth = mine.includes(second, at) && other.includes(first, at);
    // If two were in flight at once, one of them may still be missing from one of the texts.
    const isAhead = isOverlapped && (mine.includes(second, at) || other.includes(first, at));
    return isInBoth || isAhead ? [first, second] : undefined;
  }
}

function orderFinding(
  view: View,
  [first, second]: readonly string[],
  overlap: Overlap | undefined,
  at: number,
): Finding {
  const { primary, backup } = view;
  const orders =
    `in view ${show(view)}, ${String(primary)} and ${String(backup)} wrote '${first}' and ` +
    `'${second}' in different orders`;
  if (overlap === undefined) return finding('two-in-flight', at, orders);
  const sent = `${String(primary)} sent ${String(backup)} ${said(overlap.second)}`;
  const before = `while ${said(overlap.first)} was on its way there`;
  return finding('two-in-flight', overlap.at, `${sent} ${before}; ${orders}`);
}

function skippedFinding(
  view: View,
  key: string,
  [skipped, next]: readonly [string, string],
  at: number,
): Finding {
  const [primary, backup] = [String(view.primary), String(view.backup)];
  const what =
    `in view ${show(view)}, ${primary} sent ${backup} the writes of '${skipped}' and then ` +
    `'${next}' to ${key}; ${backup} executed both, and ${primary} only the second: it went on ` +
    'before the first was done';
  return finding('two-in-flight', at, what);
}

function said({ command, clients }: Subject): string {
  const of = clients.length === 0 ? '' : ` of ${clients.join(', ')}`;
  return `${command.replace(/[{}"]/g, '').replace(' ', '(')})${of}`;
}
