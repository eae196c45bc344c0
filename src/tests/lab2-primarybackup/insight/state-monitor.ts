import type { Address, Result } from '../../../index.js';
import { AppendResult } from '../../../kvstore.js';
import { Ping, View, ViewReply } from '../given/lab2.js';
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
  historyIn,
  objectsIn,
  shortened,
  textOf,
  textsIn,
  valuesIn,
  writeIn,
  type Subject,
} from './contents.js';
import { Executions } from './executions.js';
import { goneAnswer, goneFromStore } from './gone.js';
import type { Held, Word } from './held.js';
import { MissingAtBackup } from './missing-at-backup.js';
import type { PlainStore } from './plain-store.js';
import { readElsewhere } from './reads.js';
import { ServerKnowledge } from './server-knowledge.js';
import { StoreInUse } from './store-in-use.js';
import { StoreStory } from './store-story.js';
import { Transfers } from './transfers.js';
import { Words } from './words.js';
import { writtenNowhere } from './writes.js';

/**
 * Inspects the servers' states, if the story has them: the one store of every server, which either
 * changes by executing an operation or is replaced by another server's.
 */
export class StateMonitor implements Monitor {
  readonly #knowledge = new ServerKnowledge();
  readonly #store: StoreInUse;
  readonly #held = new Map<Address, Held>();
  /** What its sender held, by message. */
  readonly #heldWhenSent = new Map<string, Word>();
  /** By server and peer: the latest message from the peer that has arrived. */
  readonly #lastWord = new Map<string, Word>();
  readonly #transfers: Transfers;
  /** By primary: the view in which its backup has held the same data. */
  readonly #inStep = new Map<Address, number>();
  readonly #executions: Executions;
  readonly #stores: StoreStory;
  readonly #appended = new AppendedValues();
  readonly #missing = new MissingAtBackup(this.#appended);
  readonly #words: Words;
  /** By server, client and command: its store before it heard of the command. */
  readonly #heldWhenAsked = new Map<string, string>();
  /** What the node of this step held before the step. */
  #before: Held | undefined;
  /** Servers whose store an operation from their primary has ever changed. */
  readonly #executes = new Set<Address>();

  constructor(nameOf: (value: object) => string, plain?: PlainStore) {
    this.#store = new StoreInUse(nameOf, plain);
    this.#executions = new Executions(this.#knowledge, this.#appended, nameOf);
    this.#transfers = new Transfers(this.#knowledge, nameOf);
    this.#stores = new StoreStory(this.#knowledge);
    this.#words = new Words(this.#knowledge);
  }

  see(step: StoryStep): readonly Finding[] {
    if (!acts(step)) return [];
    const { node, effects } = step;
    const isAnother = this.#store.see(step);
    this.#appended.add(effects.commands);
    const known = this.#held.get(node);
    const before = isAnother && known !== undefined ? this.#look(known.state, node) : known;
    this.#before = before;
    const after = effects.state === undefined ? undefined : this.#look(effects.state, node);
    const findings: Finding[] = [];
    if (step.kind === 'deliver' && effects.results.length > 0) {
      findings.push(...this.#relayed(step.node, step.message));
      findings.push(...this.#cutShort(step.node, step.message, effects.results[0]));
      findings.push(...this.#answered(step.node, step.message, effects.results[0]));
    }
    this.#knowledge.receive(step);
    if (step.kind === 'deliver') this.#hear(step.message);
    this.#noteHeard(node, after ?? before);
    if (before !== undefined) this.#transfers.holds(node, before);
    if (before !== undefined && after !== undefined) {
      findings.push(...this.#changed(step, before, after));
      if (step.kind === 'deliver') this.#level(node, step.message, after);
    }
    if (after !== undefined) this.#held.set(node, after);
    const store = after && this.#store.in(after.state, node)?.store;
    if (after !== undefined && store !== undefined) {
      this.#stores.see(node, after.state, store, step.at);
      this.#missing.see(node, this.#knowledge.of(node).view, textsIn(store));
    }
    for (const sent of effects.sends) {
      if (after !== undefined) {
        this.#heldWhenSent.set(sent.id, { ...after, sentAt: step.at });
        this.#executions.sent(sent);
      }
      if (sent.message instanceof Ping && after !== undefined) {
        const { viewNum } = sent.message;
        const theirs = this.#lastWordOfBackup(sent.from);
        findings.push(...this.#transfers.acknowledged(sent.from, viewNum, after, theirs, step.at));
      }
      this.#knowledge.send(sent, step);
    }
    return findings;
  }

  /** At the end of a story: what a backup has still not executed, or not taken over. */
  end(): readonly Finding[] {
    return [...this.#missing.end(), ...this.#transfers.end()];
  }

  #level(server: Address, message: StoryMessage, after: Held): void {
    const theirs = this.#heldWhenSent.get(message.id);
    if (theirs?.store === after.store) this.#executions.level(server, message);
  }

  /** Notes what a server held when it first heard of each client's latest command. */
  #noteHeard(server: Address, held: Held | undefined): void {
    for (const [client, { index, cameFromServer }] of this.#knowledge.of(server).trails) {
      const key = `${server} ${client} ${index}`;
      if (held === undefined || cameFromServer || this.#heldWhenAsked.has(key)) continue;
      this.#heldWhenAsked.set(key, (this.#before ?? held).store);
    }
  }

  /** A client has the result of a write, but its primary still holds what it held before. */
  #relayed(client: Address, answer: StoryMessage): Finding[] {
    const { from } = answer;
    const sent = this.#knowledge.whenSent(answer);
    const held = this.#heldWhenSent.get(answer.id);
    const trail = sent?.trails.get(client);
    if (sent === undefined || held === undefined || trail === undefined) return [];
    const { view, at } = sent;
    const index = this.#knowledge.commandCount(client);
    if (trail.index !== index || view.primary !== from) return [];
    if (this.#heldWhenAsked.get(`${from} ${client} ${index}`) !== held.store) return [];
    if (!leavesTrace(trail.subject, held.store)) return [];
    // Its backup has executed something since, so the application itself is not at fault.
    const theirs = this.#lastWordOfBackup(from);
    if (theirs === undefined || theirs.store === held.store) return [];
    const what =
      `${from} answered the write of ${client} in view ${show(view)}, and its own data is what ` +
      'it was before it was asked: it relays what its backup says';
    return [finding('primary-does-not-execute', at, what)];
  }

  /** A client has the result of an append, but the store that gave it held a longer value. */
  #cutShort(client: Address, answer: StoryMessage, result: Result | undefined): Finding[] {
    const about = this.#stores.answering(client, answer);
    const held = this.#heldWhenSent.get(answer.id);
    if (about === undefined || held === undefined) return [];
    if (!(result instanceof AppendResult)) return [];
    const appended = writeIn(about.subject);
    const store = this.#store.in(held.state, answer.from)?.store;
    if (appended?.kind !== 'Append' || store === undefined) return [];
    const whole = valuesIn(store).get(appended.key);
    if (whole?.endsWith(appended.value) !== true || whole === result.value) return [];
    // An answer from an earlier step may well be shorter: the rest was appended later.
    const [old] = about.heard ? this.#stores.since(answer.from, about.heard.at) : [];
    const isOwn = old && (old.get(appended.key) ?? '') + appended.value === whole;
    if (whole.startsWith(result.value) && isOwn !== true) return [];
    const what =
      `${answer.from} answered the append of ${client} with '${shortened(result.value)}', and ` +
      `its store holds '${shortened(whole)}' under ${appended.key}`;
    return [finding('wrong-result', about.sentAt, what)];
  }

  /** A client has a result that the stores cannot have given, or should have kept. */
  #answered(client: Address, answer: StoryMessage, result: Result | undefined): Finding[] {
    const held = this.#heldWhenSent.get(answer.id);
    return [
      ...readElsewhere(client, answer, result, this.#stores),
      ...writtenNowhere(client, answer, held, this.#knowledge.clients, this.#stores),
    ];
  }

  /** If messages arrive out of order, the one that was sent last counts. */
  #hear({ id, from, to }: StoryMessage): void {
    const word = this.#heldWhenSent.get(id);
    const last = this.#lastWord.get(`${to} ${from}`);
    if (word === undefined || (last !== undefined && last.sentAt > word.sentAt)) return;
    this.#lastWord.set(`${to} ${from}`, word);
    const { view } = this.#knowledge.of(to);
    const isBackup = view.primary === to && view.backup === from;
    if (isBackup && this.#held.get(to)?.store === word.store) this.#inStep.set(to, view.viewNum);
  }

  #look(state: object, server: Address): Held | undefined {
    const placed = this.#store.in(state, server);
    if (placed === undefined) return undefined;
    const { store, around } = placed;
    const views: number[] = [];
    for (const part of objectsIn(state)) if (part instanceof View) views.push(part.viewNum);
    const history = around && historyIn(around, store, this.#knowledge.clients);
    return { state, store: textOf(store), history, views };
  }

  #changed(step: ActingStep, before: Held, after: Held): Finding[] {
    if (step.kind === 'fire' && before.store !== after.store) return this.#executedByItself(step);
    if (step.kind !== 'deliver') return [];
    const { node, message } = step;
    if (message.message instanceof ViewReply) {
      return [
        ...this.#threwAway(step, before, after),
        ...this.#adopted(step, message.message.view, before, after),
      ];
    }
    const carried = this.#store.carriedBy(message.message, after.store);
    const isOperation = this.#knowledge.subjectBetweenServers(message) !== undefined;
    if (before.store === after.store) {
      const isSame = carried === after.store && !isOperation;
      return isSame ? this.#transfers.tookTheSame(step, message, before, after) : [];
    }
    // A message that carries state and an operation executes the operation on that state.
    if (carried !== undefined && (isOperation || carried === after.store)) {
      this.#executions.forget(node);
      return this.#transfers.took(step, message, isOperation);
    }
    const store = this.#store.in(after.state, node)?.store;
    const again =
      this.#executions.again(step, message) ??
      (store && carried === undefined
        ? this.#executions.twiceIn(step, valuesIn(store))
        : undefined);
    if (again !== undefined) return [again];
    const isFromServer = !this.#knowledge.clients.has(message.from);
    return isFromServer
      ? this.#executedFor(step, message, before, after)
      : this.#executedAlone(step, node);
  }

  #adopted({ node, at }: ActingStep, view: View, before: Held, after: Held): Finding[] {
    const [old, now] = [Math.max(0, ...before.views), Math.max(0, ...after.views)];
    if (now !== view.viewNum || now >= old) return [];
    const what = `${node} knew view ${old} and went back to view ${show(view)}, which came late`;
    return [finding('old-view-adopted', at, what)];
  }

  /** A primary that was told a view, and that holds less because of it. */
  #threwAway({ node, at }: ActingStep, before: Held, after: Held): Finding[] {
    const { view } = this.#knowledge.of(node);
    if (view.primary !== node) return [];
    const stores = this.#storesIn(node, before, after);
    const gone = goneFromStore(stores) ?? goneAnswer(before, after, this.#knowledge.clients);
    if (gone === undefined) return [];
    const what = `${node} was told view ${show(view)} and threw away ${gone}, and nobody had sent`;
    return [finding('state-thrown-away', at, `${what} it another state`)];
  }

  #storesIn(server: Address, ...held: readonly Held[]): (object | undefined)[] {
    return held.map(({ state }) => this.#store.in(state, server)?.store);
  }

  #lastWordOfBackup(primary: Address): Word | undefined {
    const { backup } = this.#knowledge.of(primary).view;
    return this.#lastWord.get(`${primary} ${String(backup)}`);
  }

  // ----- operations -----

  /** A message from another server caused an operation to be executed. */
  #executedFor(step: ActingStep, message: StoryMessage, before: Held, after: Held): Finding[] {
    const { node, at } = step;
    const sent = this.#knowledge.whenSent(message);
    const { view } = this.#knowledge.of(node);
    if (sent === undefined) return [];
    const { viewNum } = sent.view;
    const isAnswer = (sent.heard.get(node) ?? -1) >= view.viewNum || viewNum >= view.viewNum;
    if (message.from === view.backup && view.primary === node && isAnswer) {
      return this.#executedAsPrimary(step, message, before, after);
    }
    this.#executes.add(node);
    if (viewNum >= view.viewNum) return this.#sentByNoPrimary(step, message.from, sent.view);
    if (sent.view.backup === message.from) {
      const old = `${message.from} had sent as the backup of view ${show(sent.view)}`;
      const what = `${node}, in view ${show(view)}, executed an operation on a word that ${old}`;
      return [finding('wrong-forward-reply', at, what)];
    }
    const what =
      `${node} executed an operation that ${message.from} had forwarded in view ${viewNum}, ` +
      `although it had been told view ${show(view)}`;
    return [finding('stale-forward-accepted', at, what)];
  }

  /** A server that had been told that it is not the primary sent an operation on all the same. */
  #sentByNoPrimary({ node, at }: ActingStep, from: Address, theirs: View): Finding[] {
    const { view } = this.#knowledge.of(node);
    if (view.primary === node || theirs.primary === from) return [];
    const whom = from === node ? 'itself' : node;
    const what = `${from} had ${whom} execute an operation, although it had been told view`;
    return [finding('non-primary-answers', at, `${what} ${show(theirs)}`)];
  }

  #executedAsPrimary(
    step: ActingStep,
    { from, id }: StoryMessage,
    before: Held,
    after: Held,
  ): Finding[] {
    const { node, at } = step;
    const theirs = this.#heldWhenSent.get(id);
    const { view } = this.#knowledge.of(node);
    if (theirs === undefined) return [];
    const isSame = theirs.store === after.store;
    const isBehind = theirs.store === before.store;
    const wereSame = this.#inStep.get(node) === view.viewNum;
    if (isSame || isBehind) this.#inStep.set(node, view.viewNum);
    const done = `${node} executed an operation when ${from} answered`;
    if (isBehind) {
      if (this.#words.isOfLater({ id }, step)) {
        const gap = `${done}, but ${from} has not executed that one: it acknowledged a later one`;
        return [finding('backup-does-not-execute', at, gap)];
      }
      if (this.#executes.has(from)) {
        return [
          finding('wrong-forward-reply', at, `${done}, but ${from} had not executed that one`),
        ];
      }
      if (!this.#words.hadHeard({ id }, step)) {
        const unheard = `${done}, but ${from} had sent that before it knew of the command`;
        return [finding('wrong-forward-reply', at, unheard)];
      }
      return [finding('backup-does-not-execute', at, `${done}, but ${from} has executed none`)];
    }
    if (!isSame && wereSame) this.#suspect(step, id, before, after);
    if (isSame || wereSame) return [];
    const what = `${done}, but ${from} has never held the data of ${node} in view ${show(view)}`;
    return [finding('state-missing-after-view-change', at, what)];
  }

  /**
   * A backup that is neither behind its primary nor level with it may be ahead, or lack something.
   */
  #suspect(step: ActingStep, word: string, before: Held, after: Held): void {
    const { node: primary, at } = step;
    const { view } = this.#knowledge.of(primary);
    const [old, now] = this.#storesIn(primary, before, after);
    if (old === undefined || now === undefined) return;
    const said = { id: word };
    const hadHeard = this.#words.hadHeard(said, step) || this.#words.isOfLater(said, step);
    const isByKey = valuesIn(now).size > 0;
    const texts = { before: textsIn(old), after: textsIn(now), isByKey };
    this.#missing.suspect({ at, primary, view, ...texts, hadHeard });
  }

  /** A timer caused an operation to be executed. */
  #executedByItself({ node, at, effects }: ActingStep): Finding[] {
    const { view, confirmed } = this.#knowledge.of(node);
    if (view.primary !== node || view.backup === null || !confirmed.has(view.backup)) return [];
    const answers = effects.sends.some(({ to }) => this.#knowledge.clients.has(to));
    if (!answers) return [];
    const what = `${node} executed an operation and answered it when a timer fired`;
    const without = `no word of ${view.backup} had it do so`;
    return [finding('reply-before-backup', at, `${what}: ${without}`)];
  }

  /** A client's own message caused an operation to be executed. */
  #executedAlone({ node, at, effects }: ActingStep, server: Address): Finding[] {
    const { view, confirmed } = this.#knowledge.of(node);
    if (view.backup === null && view.primary === server) return [];
    if (view.primary !== node) {
      const what = `${node} executed what a client asked although it is not the primary`;
      return view.primary === null
        ? []
        : [finding('non-primary-answers', at, `${what} of view ${show(view)}`)];
    }
    const backup = String(view.backup);
    if (!confirmed.has(view.backup as Address)) {
      const what = `${node} executed an operation before ${backup} had acknowledged any state`;
      return [finding('served-during-transfer', at, `${what} in view ${show(view)}`)];
    }
    const answers = effects.sends.some(({ to }) => this.#knowledge.clients.has(to));
    const cause = answers ? 'reply-before-backup' : 'primary-executes-first';
    const what = `${node} executed an operation before ${backup} could have accepted it`;
    return [finding(cause, at, `${what}${answers ? ', and answered it' : ''}`)];
  }
}

/** Whether executing the command would show in a store that holds this: a write of a new value. */
function leavesTrace(subject: Subject | undefined, store: string): boolean {
  const write = writeIn(subject);
  if (write === undefined) return false;
  const { kind, value } = write;
  return kind === 'Append' ? value !== '' : !store.includes(JSON.stringify(value));
}
