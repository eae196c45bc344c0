import type { Address, Result } from '../../../index.js';
import { GetResult, KeyNotFound } from '../../../kvstore.js';
import type { Finding, StoryMessage } from '../../../testing.js';
import { finding } from './advice.js';
import { keyRead, shortened, valuesIn } from './contents.js';
import type { ServerKnowledge } from './server-knowledge.js';

/** What a store held from some step on, by key. */
interface Contents {
  readonly at: number;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Which values each server's store has held, and whether a read was answered with one of them: a
 * server must read a value that its store holds after it first heard of the command, not an earlier
 * one.
 */
export class Reads {
  readonly #knowledge: ServerKnowledge;
  readonly #held = new Map<Address, Contents[]>();
  /** When a server first heard of a client's command, by server, client and number. */
  readonly #heard = new Map<string, number>();

  constructor(knowledge: ServerKnowledge) {
    this.#knowledge = knowledge;
  }

  /** Takes what a server's store holds after a step. */
  see(server: Address, store: object, at: number): void {
    for (const [client, { index, cameFromServer }] of this.#knowledge.of(server).trails) {
      const key = `${server} ${client} ${index}`;
      if (!cameFromServer && !this.#heard.has(key)) this.#heard.set(key, at);
    }
    const before = this.#held.get(server);
    if (before === undefined) this.#held.set(server, [{ at, texts: valuesIn(store) }]);
    else before.push({ at, texts: valuesIn(store) });
  }

  /** A client got a read result that the store has not held since the read was issued. */
  answered(client: Address, answer: StoryMessage, result: Result | undefined): Finding[] {
    const { from } = answer;
    const sent = this.#knowledge.whenSent(answer);
    const trail = sent?.trails.get(client);
    const index = this.#knowledge.commandCount(client);
    const heardAt = this.#heard.get(`${from} ${client} ${index}`);
    const isRead = result instanceof GetResult || result instanceof KeyNotFound;
    if (!isRead || trail?.index !== index) return [];
    const key = keyRead(trail.subject);
    if (key === undefined || heardAt === undefined || sent === undefined) return [];
    const all = this.#held.get(from) ?? [];
    const before = all.findLastIndex(({ at }) => at < heardAt);
    const values = all.slice(Math.max(0, before)).map(({ texts }) => texts.get(key));
    const last = values.at(-1);
    const value = result instanceof GetResult ? result.value : undefined;
    // A store that takes an empty value for a missing one is a different mistake.
    if (last === undefined || values.includes(value) || values.includes('')) return [];
    const said = value === undefined ? 'KeyNotFound' : `'${shortened(value)}'`;
    const what =
      `${from} answered the Get of ${client} with ${said}, which its store has not held under ` +
      `${key} since it was asked: it held '${shortened(last)}'`;
    return [finding('answer-of-another', sent.at, what)];
  }
}
