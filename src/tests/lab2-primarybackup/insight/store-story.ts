import type { Address } from '../../../index.js';
import type { StoryMessage } from '../../../testing.js';
import { answersIn, valuesIn, type Subject } from './contents.js';
import type { ServerKnowledge } from './server-knowledge.js';

type Texts = ReadonlyMap<string, string>;

/** What a store held from some step on, by key. */
interface Contents {
  readonly at: number;
  readonly texts: Texts;
}

/** When a server first heard of a command, from its client. */
interface Hearing {
  readonly at: number;
  /** What it kept of the client before that: the answer to an earlier command. */
  readonly answer: string | undefined;
}

/** What an answer to a client is about. */
export interface Answering {
  readonly sentAt: number;
  /** When the server first heard of it from the client itself, if it did. */
  readonly heard: Hearing | undefined;
  /** The client's latest command, if its message shows it. */
  readonly subject: Subject | undefined;
}

/** What each server's store held when the server was asked something, and since. */
export class StoreStory {
  readonly #knowledge: ServerKnowledge;
  readonly #held = new Map<Address, Contents[]>();
  readonly #states = new Map<Address, object>();
  /** By server, client and the number of the command. */
  readonly #heard = new Map<string, Hearing>();

  constructor(knowledge: ServerKnowledge) {
    this.#knowledge = knowledge;
  }

  /** Takes a server's state after a step, and the store in it. */
  see(server: Address, state: object, store: object, at: number): void {
    for (const [client, { index, cameFromServer }] of this.#knowledge.of(server).trails) {
      const key = `${server} ${client} ${index}`;
      if (!cameFromServer && !this.#heard.has(key)) {
        this.#heard.set(key, { at, answer: this.#answerTo(client, this.#states.get(server)) });
      }
    }
    this.#states.set(server, state);
    const held = { at, texts: valuesIn(store) };
    const before = this.#held.get(server);
    if (before === undefined) this.#held.set(server, [held]);
    else before.push(held);
  }

  /** What an answer is about, if its sender knew the client's latest command. */
  answering(client: Address, answer: StoryMessage): Answering | undefined {
    const sent = this.#knowledge.whenSent(answer);
    const trail = sent?.trails.get(client);
    const index = this.#knowledge.commandCount(client);
    const heard = this.#heard.get(`${answer.from} ${client} ${index}`);
    if (sent === undefined || trail?.index !== index) return undefined;
    return { sentAt: sent.at, heard, subject: trail.subject };
  }

  /** What a server's store has held: just before a time, and from then on. */
  since(server: Address, time: number): readonly Texts[] {
    const all = this.#held.get(server) ?? [];
    const before = all.findLastIndex(({ at }) => at < time);
    return all.slice(Math.max(0, before)).map(({ texts }) => texts);
  }

  /** All servers whose stores have been seen. */
  get servers(): readonly Address[] {
    return [...this.#held.keys()];
  }

  #answerTo(client: Address, state: object | undefined): string | undefined {
    return state && answersIn(state, this.#knowledge.clients).get(client);
  }
}
