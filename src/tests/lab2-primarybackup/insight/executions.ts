import type { Address } from '../../../index.js';
import { Ping } from '../given/lab2.js';
import type { ActingStep, Finding, StoryMessage } from '../../../testing.js';
import { finding } from './advice.js';
import type { AppendedValues } from './appended-values.js';
import { shortened, textOf } from './contents.js';
import type { ServerKnowledge } from './server-knowledge.js';

/** Which operations each server has executed. */
export class Executions {
  readonly #knowledge: ServerKnowledge;
  readonly #nameOf: (value: object) => string;
  /** Messages by receiver and content. */
  readonly #messages = new Set<string>();
  /** By server: its commands by client and number, since it last took over another's state. */
  readonly #commands = new Map<Address, Set<string>>();
  /** By server: those that were executed in the state that it took over last. */
  readonly #takenOver = new Map<Address, ReadonlySet<string>>();
  /** By server: the number that it pinged last. */
  readonly #acknowledged = new Map<Address, number>();
  /** By message: those that its sender had executed or taken over. */
  readonly #whenSent = new Map<string, ReadonlySet<string>>();
  readonly #appended: AppendedValues;

  constructor(
    knowledge: ServerKnowledge,
    appended: AppendedValues,
    nameOf: (value: object) => string,
  ) {
    this.#knowledge = knowledge;
    this.#appended = appended;
    this.#nameOf = nameOf;
  }

  /** A server took over another's state, so what it executed before no longer counts. */
  forget(server: Address): void {
    this.#commands.delete(server);
    this.#takenOver.delete(server);
  }

  /** Remembers what a server had executed when it sent something. */
  sent({ id, from, message }: StoryMessage): void {
    if (message instanceof Ping) this.#acknowledged.set(from, message.viewNum);
    const all = [...this.#commandsOf(from), ...(this.#takenOver.get(from) ?? [])];
    this.#whenSent.set(id, new Set(all));
  }

  /**
   * With this message, a backup came to hold what its primary held when it sent it. It has all that
   * the primary had executed by then when that acknowledges their view, though perhaps not before.
   */
  level(server: Address, { id, from }: StoryMessage): void {
    const theirs = this.#whenSent.get(id);
    const { primary, backup, viewNum } = this.#knowledge.of(server).view;
    const isOfBackup = primary === from && backup === server;
    if (theirs === undefined || !isOfBackup || this.#acknowledged.get(from) === viewNum) return;
    this.#takenOver.set(server, theirs);
  }

  /**
   * A message changed the store of its receiver although the same operation had changed it before.
   */
  again(step: ActingStep, message: StoryMessage): Finding | undefined {
    const { node, at } = step;
    if (this.#isState(node, message)) this.forget(node);
    const command = this.#command(step, message);
    const content = this.#isAsked(node, message) ? this.#content(message) : undefined;
    const isSameMessage = note(this.#messages, content);
    const isSameCommand = note(this.#commandsOf(node), command?.key);
    const name = `${this.#nameOf(message.message)} of ${message.from}`;
    if (isSameMessage) {
      const what = `${node} executed the operation in ${name} again`;
      return finding('executed-twice', at, `${what}: the same message had come before`);
    }
    const before = isSameCommand
      ? `though it had executed that command of ${command?.client} before`
      : this.#isTakenOver(node, message, command?.key)
        ? 'though the state that it had taken over already had that command in it'
        : undefined;
    if (before === undefined) return undefined;
    return finding('executed-twice', at, `${node} executed the operation in ${name}, ${before}`);
  }

  /**
   * Whether a command was executed in the state that a server took over. That may come in pieces,
   * so it counts when the server serves a client by itself, or its primary has acknowledged it.
   */
  #isTakenOver(server: Address, { from }: StoryMessage, command: string | undefined): boolean {
    if (command === undefined || this.#takenOver.get(server)?.has(command) !== true) return false;
    const { primary, backup, viewNum } = this.#knowledge.of(server).view;
    if (this.#knowledge.clients.has(from)) return primary === server && backup === null;
    return primary === from && backup === server && this.#acknowledged.get(from) === viewNum;
  }

  /** A step other than a transfer left a value in a store more often than it was appended. */
  twiceIn({ node, at }: ActingStep, store: ReadonlyMap<string, string>): Finding | undefined {
    for (const [key, text] of store) {
      const value = this.#appended.tooOftenIn(text);
      if (value === undefined) continue;
      const what =
        `${node} executed the append of '${shortened(value)}' to ${key} again: it stands there ` +
        'more often than it was asked for';
      return finding('executed-twice', at, what);
    }
    return undefined;
  }

  /** A message that is not about one command may be a state, or a part of one. */
  #isState(node: Address, message: StoryMessage): boolean {
    const isAnswer = this.#knowledge.of(node).view.primary === node;
    const isFromServer = !this.#knowledge.clients.has(message.from);
    return isFromServer && !isAnswer && !this.#knowledge.subjectBetweenServers(message);
  }

  /** A backup asks its primary for nothing, so its messages may be misread as commands. */
  #isAsked(node: Address, { from }: StoryMessage): boolean {
    return this.#knowledge.of(node).view.primary !== node || this.#knowledge.clients.has(from);
  }

  #commandsOf(server: Address): Set<string> {
    const known = this.#commands.get(server) ?? new Set();
    this.#commands.set(server, known);
    return known;
  }

  #content({ from, to, message }: StoryMessage): string {
    return `${to} ${from} ${this.#nameOf(message)} ${textOf(message)}`;
  }

  /** Whose command a step executed: that of the one client it answers or names. */
  #command(
    { node, effects }: ActingStep,
    message: StoryMessage,
  ): { readonly key: string; readonly client: Address } | undefined {
    const { clients } = this.#knowledge;
    const answered = new Set(effects.sends.map(({ to }) => to).filter((to) => clients.has(to)));
    const named = this.#knowledge.subjectBetweenServers(message)?.clients ?? [];
    const [client, ...others] = answered.size > 0 ? answered : named;
    if (client === undefined || others.length > 0) return undefined;
    const trail = this.#knowledge.of(node).trails.get(client);
    return trail && { key: `${client} ${trail.index}`, client };
  }
}

/** Notes an execution; returns whether it was noted before. */
function note(known: Set<string>, what: string | undefined): boolean {
  if (what === undefined) return false;
  const isKnown = known.has(what);
  known.add(what);
  return isKnown;
}
