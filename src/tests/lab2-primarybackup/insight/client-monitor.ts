import type { Address, Command, Result } from '../../../index.js';
import { Append, AppendResult, Put } from '../../../kvstore.js';
import { ViewReply } from '../given/lab2.js';
import {
  type ActingStep,
  acts,
  type Finding,
  type Monitor,
  type StoryEffects,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding } from './advice.js';
import { answersIn, commandText, shortened, subjectOf, textOf, valuesIn } from './contents.js';
import type { PlainStore } from './plain-store.js';
import { PossibleResults, type Asked } from './possible-results.js';
import { StoreInUse } from './store-in-use.js';

/** An append that was answered, and by whom. */
interface Appending {
  readonly asked: Asked;
  readonly result: Result;
  readonly from: Address;
}

/**
 * Watches what clients accept as the result of a command: a message sent before the command was
 * issued answers something else, and no store answers a Get with PutOk.
 */
export class ClientMonitor implements Monitor {
  readonly #nameOf: (value: object) => string;
  readonly #asked = new Map<Address, Asked>();
  readonly #last = new Map<Address, Result>();
  /** Earlier results of a client, as text. */
  readonly #before = new Map<Address, Set<string>>();
  /** The last result that may answer a client's command, as text, by client. */
  readonly #lastRight = new Map<Address, string>();
  /** The last answered append of each client. */
  readonly #appended = new Map<Address, Appending>();
  /** When a put of each key was last issued. */
  readonly #put = new Map<string, number>();
  readonly #possible = new PossibleResults();
  /** The index of the step in which a message was sent. */
  readonly #sent = new Map<string, number>();
  /** For a message that answers another at once: when that other message was sent. */
  readonly #askedFor = new Map<string, number>();
  readonly #answered = new Set<Address>();
  /** What each server's store holds, if the story has states. */
  readonly #texts = new Map<Address, ReadonlyMap<string, string>>();
  /** What each server keeps of what clients were answered, if the story has states. */
  readonly #answers = new Map<Address, ReadonlyMap<Address, string>>();
  /** The same, by server and client, when the client issued its command. */
  readonly #answersWhenAsked = new Map<string, string | undefined>();
  readonly #store: StoreInUse;
  #index = 0;

  constructor(nameOf: (value: object) => string, plain?: PlainStore) {
    this.#nameOf = nameOf;
    this.#store = new StoreInUse(nameOf, plain);
  }

  see(step: StoryStep): readonly Finding[] {
    this.#index++;
    if (!acts(step)) return [];
    const { results, commands, sends } = step.effects;
    const findings: Finding[] = [];
    this.#look(step);
    let next = 0;
    if (step.kind === 'deliver' && !(step.message.message instanceof ViewReply)) {
      this.#answered.add(step.node);
    }
    // A free client gets its command before it can have a result.
    const isFree = step.kind === 'add' || step.kind === 'command';
    if (isFree) this.#ask(step, commands[next++]);
    for (const result of results) {
      const asked = this.#asked.get(step.node);
      if (asked !== undefined) {
        findings.push(...this.#took(step, asked, result));
        this.#possible.answered(asked.command, this.#index);
      }
      this.#ask(step, commands[next++]);
    }
    for (const command of commands.slice(next)) this.#ask(step, command);
    const request = step.kind === 'deliver' ? step.message : undefined;
    for (const { id, to } of sends) {
      this.#sent.set(id, this.#index);
      const asked = request?.from === to ? this.#sent.get(request.id) : undefined;
      this.#askedFor.set(id, asked ?? this.#index);
    }
    return findings;
  }

  #look(step: ActingStep): void {
    const { node, effects } = step;
    this.#store.see(step);
    if (effects.state === undefined) return;
    const store = this.#store.in(effects.state, node)?.store;
    if (store !== undefined) this.#texts.set(node, valuesIn(store));
    const clients = new Set(this.#asked.keys());
    if (!clients.has(node)) this.#answers.set(node, answersIn(effects.state, clients));
  }

  #ask({ node }: StoryStep, command: Command | undefined): void {
    if (command === undefined) return;
    this.#asked.set(node, { command, index: this.#index });
    for (const [server, answers] of this.#answers) {
      this.#answersWhenAsked.set(`${server} ${node}`, answers.get(node));
    }
    this.#possible.ask(command);
    if (command instanceof Put) this.#put.set(command.key, this.#index);
  }

  #took(step: ActingStep, asked: Asked, result: Result): Finding[] {
    const client = step.node;
    const before = this.#last.get(client);
    this.#last.set(client, result);
    const known = this.#before.get(client) ?? new Set();
    this.#before.set(client, known);
    const isKnown = known.has(resultText(result));
    known.add(resultText(result));
    const command = this.#said(asked.command);
    const got = `${client} took ${this.#said(result)} for the result of ${command}`;
    const message = step.kind === 'deliver' ? step.message : undefined;
    const isFromServer = message !== undefined && !(message.message instanceof ViewReply);
    if (asked.index === this.#index || !isFromServer) {
      return [this.#withoutAnswer(step, asked.command, got, before, result)];
    }
    return this.#tookAnswer(step, got, asked, message, result, isKnown);
  }

  #withoutAnswer(
    { at, node, effects }: ActingStep,
    command: Command,
    got: string,
    before: Result | undefined,
    result: Result,
  ): Finding {
    const isOld = before !== undefined && resultText(before) === resultText(result);
    // A client that sends its command without waiting takes whatever is there for the answer.
    const hasAsked = asksFor(command, effects);
    return isOld && hasAsked && this.#answered.has(node)
      ? finding(
          'client-ignores-sequence-numbers',
          at,
          `${got} without waiting for an answer: it is that of the command before`,
        )
      : finding('answered-without-servers', at, `${got}, and no server had answered`);
  }

  #tookAnswer(
    { at }: ActingStep,
    got: string,
    asked: Asked,
    answer: StoryMessage,
    result: Result,
    isKnown: boolean,
  ): Finding[] {
    const { from, to } = answer;
    const sent = this.#sent.get(answer.id);
    if (sent !== undefined && sent < asked.index) {
      const early = `sent by ${answer.from} before that command was even handed in`;
      return [finding('client-ignores-sequence-numbers', at, `${got}, from a message ${early}`)];
    }
    const earlier = this.#appended.get(to);
    if (asked.command instanceof Append) this.#appended.set(to, { asked, result, from });
    if (earlier !== undefined && this.#isOfTheEqualOne(earlier, asked, from, result)) {
      const what = `${got}: ${from} had answered an equal command with it, and executed no other`;
      return [finding('answer-of-another', at, what)];
    }
    const why = this.#possible.refuted(asked, result);
    const isLast = this.#lastRight.get(to) === resultText(result);
    if (why === undefined) {
      this.#lastRight.set(to, resultText(result));
      return [];
    }
    // An earlier result, in the answer to an old request, is not the store's mistake.
    const isOld = isKnown && (this.#askedFor.get(answer.id) ?? 0) < asked.index;
    if (isOld) {
      return [finding('client-ignores-sequence-numbers', at, `${got}: it had that result before`)];
    }
    const isRepeated = isLast && !this.#hasNoted(to, from);
    const what = isRepeated ? `${got}: it is that of its command before` : `${got}: ${why}`;
    return [finding(isRepeated ? 'answer-of-another' : 'wrong-result', at, what)];
  }

  /** Whether a server keeps another answer of a client than when that issued its command. */
  #hasNoted(client: Address, server: Address): boolean {
    const now = this.#answers.get(server)?.get(client);
    return now !== undefined && now !== this.#answersWhenAsked.get(`${server} ${client}`);
  }

  /** An executed append makes the value longer, unless somebody puts another one. */
  #isOfTheEqualOne(
    { asked: { command: before, index }, result: old, from: other }: Appending,
    { command }: Asked,
    from: Address,
    result: Result,
  ): boolean {
    if (!(command instanceof Append) || !(before instanceof Append) || command.value === '') {
      return false;
    }
    if (!(result instanceof AppendResult)) return false;
    // A store that returns only what was appended last looks the same, unless its contents are
    // known.
    const held = this.#texts.get(from)?.get(command.key);
    if (result.value === command.value && held !== result.value) return false;
    const isEqual = textOf(before) === textOf(command) && resultText(old) === resultText(result);
    return isEqual && other === from && (this.#put.get(command.key) ?? -1) < index;
  }

  #said(value: object): string {
    const fields = Object.entries(value).map(([name, field]) => `${name}=${shortened(field)}`);
    return `${this.#nameOf(value)}(${fields.join(', ')})`;
  }
}

/** Whether a client sends the command in this step, or at least begins to wait for its answer. */
function asksFor(command: Command, { sends, sets = [] }: StoryEffects): boolean {
  const requests = sends.filter(({ to }) => to !== VIEW_SERVER);
  if (requests.length === 0) return sets.length > 0;
  // The same step may have issued the next command, too.
  return requests.some(({ message }) => {
    const subject = subjectOf(message, new Set());
    return subject === undefined || subject.command === commandText(command);
  });
}

function resultText(result: Result): string {
  return `${result.constructor.name} ${textOf(result)}`;
}
