import type { Address } from '../../../index.js';
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
    if (!isSameCommand) return undefined;
    const before = `though it had executed that command of ${command?.client} before`;
    return finding('executed-twice', at, `${node} executed the operation in ${name}, ${before}`);
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
