import type { Foresight } from '../box/index.js';
import type { Address } from '../lab/index.js';
import type { Links, Weather } from '../schedule/index.js';
import { outlookOf, type Prospects } from './outlook.js';

/** Why time no longer passes: what was waited for came, it is late, or nothing happens any more. */
export type AdvanceEnd = 'reached' | 'time' | 'idle';

/** How long time is going to pass while the test does nothing. */
export interface Plan {
  readonly untilMs: number;
  /** Clients whose last result ends it, too. */
  readonly awaited: readonly Address[] | undefined;
  /** How long it goes on after that. */
  readonly thenMs?: number | undefined;
}

/**
 * Has nodes that are far away act ahead of their simulation. Where they are near, or somebody looks
 * at what they do, it does nothing.
 */
export class Lookahead {
  readonly #foresight: Foresight | undefined;
  readonly #prospects: () => Prospects;
  #plan: Plan | undefined;

  constructor(foresight: Foresight | undefined, prospects: () => Prospects) {
    this.#foresight = foresight;
    this.#prospects = prospects;
    foresight?.begin(() => prospects().nowMs);
  }

  /** Time is going to pass; without a plan nobody knows for how long. */
  open(plan: Plan | undefined): void {
    const isPlanned = this.#isPlanned(plan);
    this.#plan = plan;
    if (plan !== undefined && !isPlanned) this.#foresight?.open();
  }

  /** Whether it is what was going to follow on the plan before. */
  #isPlanned(plan: Plan | undefined): boolean {
    const { thenMs, untilMs = 0 } = this.#plan ?? {};
    if (thenMs === undefined || plan?.awaited !== undefined) return false;
    return plan?.untilMs === Math.min(untilMs, this.#prospects().nowMs + thenMs);
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
