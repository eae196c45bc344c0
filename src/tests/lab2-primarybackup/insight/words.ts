import type { Address } from '../../../index.js';
import type { ActingStep, StoryMessage } from '../../../testing.js';
import { brings } from './contents.js';
import type { CommandTrail, ServerKnowledge } from './server-knowledge.js';

/** A step in which a primary executes something because its backup said a word. */
type Execution = Pick<ActingStep, 'node' | 'effects'>;

/** What a backup can have meant when it said what its primary took for an acknowledgement. */
export class Words {
  readonly #knowledge: ServerKnowledge;

  constructor(knowledge: ServerKnowledge) {
    this.#knowledge = knowledge;
  }

  /**
   * Whether a backup knew, when it sent this, of the commands that its primary answers, or of one
   * that it waits for.
   */
  hadHeard({ id }: Pick<StoryMessage, 'id'>, { node, effects }: Execution): boolean {
    const sent = this.#knowledge.whenSent({ id });
    const knows = ([client, { index }]: readonly [Address, CommandTrail]): boolean =>
      sent?.trails.get(client)?.index === index;
    const answered = this.#answered({ node, effects });
    if (answered.length > 0) return answered.every(knows);
    const waiting = this.#newest(node).filter(([, trail]) => trail.forwardedAt !== undefined);
    // A message without a command of the given classes says nothing about what its receiver knows.
    return waiting.length === 0 || waiting.some(knows);
  }

  /**
   * Whether a backup said this when it got a command that had first been sent on to it after one
   * that its primary answers now: one word for all up to a number.
   */
  isOfLater({ id }: Pick<StoryMessage, 'id'>, { node, effects }: Execution): boolean {
    const step = this.#knowledge.whenSent({ id })?.step;
    if (step?.kind !== 'deliver' || step.message.from !== node) return false;
    const firsts = this.#answered({ node, effects }).map(([, trail]) => trail.forwardedAt);
    const since = Math.min(...firsts.map((at) => at ?? Infinity));
    return this.#newest(node).some(([, { forwardedAt = -1, subject }]) => {
      if (forwardedAt <= since || subject === undefined) return false;
      return brings(step.message.message, subject, this.#knowledge.clients);
    });
  }

  /** The latest commands of clients that a server answers in a step. */
  #answered({ node, effects }: Execution): (readonly [Address, CommandTrail])[] {
    return this.#newest(node).filter(([client]) => effects.sends.some(({ to }) => to === client));
  }

  #newest(server: Address): (readonly [Address, CommandTrail])[] {
    return [...this.#knowledge.of(server).trails].filter(([client, { index }]) => {
      return index === this.#knowledge.commandCount(client);
    });
  }
}
