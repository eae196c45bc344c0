import type { Address } from '../lab/index.js';
import type { LiveEffects } from './node-host.js';
import type { Foreseen, ToldOfStep } from './outlook.js';

/** The steps of an answer. */
export type ForeseenSteps = Pick<Foreseen, 'names' | 'flow' | 'told' | 'steps'>;

/**
 * Writes down foreseen steps. Loops by index, since `of` and spreads are slow in a box's realm.
 */
export class StepWriter {
  readonly #names: Address[] = [];
  readonly #indexes = new Map<Address, number>();
  readonly #flow: number[] = [];
  readonly #told: (readonly [step: number, told: ToldOfStep])[] = [];
  #steps = 0;

  get length(): number {
    return this.#steps;
  }

  add(at: number | Address, effects: LiveEffects | undefined, told: ToldOfStep | undefined): void {
    const flow = this.#flow;
    if (typeof at === 'number') flow.push(at);
    else flow.push(0, this.#indexOf(at));
    const sends = effects?.sends ?? [];
    const sets = effects?.sets ?? [];
    flow.push(sends.length, sets.length);
    for (let i = 0; i < sends.length; i++) {
      const { from, to } = sends[i] as LiveEffects['sends'][number];
      flow.push(this.#indexOf(from), this.#indexOf(to));
    }
    for (let i = 0; i < sets.length; i++) {
      const { owner, minMs, maxMs } = sets[i] as LiveEffects['sets'][number];
      flow.push(this.#indexOf(owner), minMs, maxMs);
    }
    if (told !== undefined) this.#told.push([this.#steps, told]);
    this.#steps++;
  }

  written(): ForeseenSteps {
    return { names: this.#names, flow: this.#flow, told: this.#told, steps: this.#steps };
  }

  #indexOf(name: Address): number {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = this.#names.push(name) - 1;
      this.#indexes.set(name, index);
    }
    return index;
  }
}

/** What is in a step, if whoever reads it wants to have it. */
interface StepVisitor {
  send(from: Address, to: Address): void;
  set(owner: Address, minMs: number, maxMs: number): void;
}

/** Reads steps that were checked, one after the other. */
export class StepReader {
  readonly #steps: ForeseenSteps;
  #at = 0;
  #taken = 0;
  #nextTold = 0;

  constructor(steps: ForeseenSteps) {
    this.#steps = steps;
  }

  /** How many steps were read. */
  get taken(): number {
    return this.#taken;
  }

  get isAtEnd(): boolean {
    return this.#taken >= this.#steps.steps;
  }

  /** What the next step takes: a message or timer, by number, or a client's next command. */
  get at(): number | Address {
    const { flow, names } = this.#steps;
    const at = flow[this.#at] as number;
    return at === 0 ? (names[flow[this.#at + 1] as number] as Address) : at;
  }

  /** Reads the next step. Returns what else is told of it. */
  read(visitor: StepVisitor): ToldOfStep | undefined {
    const { flow, names, told } = this.#steps;
    let i = this.#at + (flow[this.#at] === 0 ? 2 : 1);
    const sends = flow[i++] as number;
    const sets = flow[i++] as number;
    for (const end = i + 2 * sends; i < end; i += 2) {
      visitor.send(names[flow[i] as number] as Address, names[flow[i + 1] as number] as Address);
    }
    for (const end = i + 3 * sets; i < end; i += 3) {
      const owner = names[flow[i] as number] as Address;
      visitor.set(owner, flow[i + 1] as number, flow[i + 2] as number);
    }
    this.#at = i;
    const besides = told[this.#nextTold];
    const isTold = besides?.[0] === this.#taken;
    if (isTold) this.#nextTold++;
    this.#taken++;
    return isTold ? besides?.[1] : undefined;
  }
}
