import type { Foresight } from '../box/index.js';
import type { Address } from '../lab/index.js';
import type { Links, Weather } from '../schedule/index.js';
import { outlookOf, type Prospects } from './outlook.js';

/** Why time no longer passes: what was waited for came, it is late, or nothing happens any more. */
export type AdvanceEnd = 'reached' | 'time' | 'idle';

/** How long time is going to pass while the test does nothing. */
export interface Plan {
  readonly untilMs: number;
  /** Clients whose last result ends it, too; mail to the test may always end it. */
  readonly awaited: readonly Address[] | undefined;
  /** How long it goes on after that. */
  readonly thenMs?: number | undefined;
  /**
   * How many commands the client awaited is handed before that, in this round and in each that
   * follows in the same way.
   */
  readonly rounds?: readonly number[] | undefined;
}

/**
 * Has nodes that are far away act ahead of their simulation. Where they are near, or somebody looks
 * at what they do, it does nothing.
 */
export class Lookahead {
  readonly #foresight: Foresight | undefined;
  readonly #prospects: () => Prospects;
  readonly #limitMs: number;
  #plan: Plan | undefined;
  /** The round that was announced to follow on `#plan`. */
  #nextRound: Plan | undefined;

  /** Nothing happens after `limitMs`. */
  constructor(foresight: Foresight | undefined, limitMs: number, prospects: () => Prospects) {
    this.#foresight = foresight;
    this.#limitMs = limitMs;
    this.#prospects = prospects;
    foresight?.begin(() => prospects().nowMs);
  }

  /** Time is going to pass; without a plan nobody knows for how long. */
  open(plan: Plan | undefined): void {
    if (this.#foresight === undefined) return;
    const next = plan && this.#within(plan);
    if (next !== undefined && this.#isPause(next)) {
      this.#nextRound = roundAfter(this.#plan);
      this.#plan = next;
    } else if (next !== undefined && this.#isNextRound(next)) {
      this.#plan = this.#nextRound;
      this.#nextRound = undefined;
    } else {
      this.#plan = next;
      this.#nextRound = undefined;
      if (next !== undefined) this.#foresight.open();
    }
  }

  #within({ untilMs, awaited, ...plan }: Plan): Plan {
    const clients = awaited?.length === 0 ? undefined : awaited;
    return { ...plan, untilMs: Math.min(untilMs, this.#limitMs), awaited: clients };
  }

  /** Whether it is the time that was going to pass after the plan before. */
  #isPause(plan: Plan): boolean {
    const { thenMs, untilMs = 0 } = this.#plan ?? {};
    if (thenMs === undefined || plan.awaited !== undefined) return false;
    return plan.untilMs === Math.min(untilMs, this.#prospects().nowMs + thenMs);
  }

  #isNextRound({ awaited, thenMs, rounds }: Plan): boolean {
    const next = this.#nextRound;
    if (next === undefined || this.#prospects().nowMs !== this.#plan?.untilMs) return false;
    const isSame = awaited?.length === 1 && awaited[0] === next.awaited?.[0];
    return isSame && thenMs === next.thenMs && rounds?.[0] === next.rounds?.[0];
  }

  /** The client is about to be handed its next command, and then time passes. */
  beforeHand(client: Address): void {
    if (this.#foresight?.isDue() === true) this.#look(this.#foresight, client);
  }

  beforeEvent(): void {
    const foresight = this.#foresight;
    if (foresight === undefined || this.#plan === undefined) return;
    if (foresight.isDue()) this.#look(foresight);
    foresight.took();
  }

  /** The test sends a message, which the schedule is about to take. */
  inject(from: Address, to: Address, message: object): void {
    this.#foresight?.inject(from, to, message);
  }

  changeNetwork(weather: Weather, links: Links): void {
    this.#foresight?.changeNetwork(weather.toJSON(), links.toJSON());
  }

  /** What was planned does not happen. */
  abandon(): void {
    this.#foresight?.abandon();
  }

  #look(foresight: Foresight, handed?: Address): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    foresight.look((isWhole) => outlookOf(this.#prospects(), { ...plan, handed }, isWhole));
  }
}

function roundAfter(plan: Plan | undefined): Plan | undefined {
  const [, ...rounds] = plan?.rounds ?? [];
  return plan === undefined || rounds.length === 0 ? undefined : { ...plan, rounds };
}
