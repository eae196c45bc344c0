import type { ProbePlan } from './probe-crew-protocol.js';
import { Probe } from './probe.js';
import { Survey, type ProbeRecord } from './survey.js';
import type { WalkMaker } from './walk-maker.js';
import type { Walked } from './walked-state.js';

/** At most this many probes are walked side by side, once the search has taken as many. */
const WIDTH = 16;

/** This many times as many may have ended before their turn to count. */
const AHEAD = 4;

/** What a flock needs of the search. */
export interface FlockMaster {
  readonly maker: WalkMaker;
  /** The predicates' verdict on a state, as one of the `JUDGED_` numbers. */
  judgeOf(walked: Walked): number;
}

/**
 * Probes that one thread walks side by side. Each goes on until it needs an unknown outcome; then
 * the lab is asked for all of them at once, because a request costs more than the handlers do. The
 * search counts the probes in the order of their numbers, so the result cannot depend on this.
 */
export class ProbeFlock {
  readonly #plan: ProbePlan;
  readonly #master: FlockMaster;
  readonly #idle: Probe[] = [];
  readonly #walking = new Map<Survey, Probe>();
  readonly #ended = new Map<number, ProbeRecord>();
  /** The next probe to begin. */
  #next: number;

  /** The first probe has the number `from`. */
  constructor(from: number, plan: ProbePlan, master: FlockMaster) {
    this.#next = from;
    this.#plan = plan;
    this.#master = master;
  }

  /** The record of probe `number`, the next that counts; undefined if the search is over first. */
  record(number: number, isOver: () => boolean): ProbeRecord | undefined {
    for (;;) {
      this.#begin(number);
      this.#goOn();
      const record = this.#ended.get(number);
      if (record !== undefined) {
        this.#ended.delete(number);
        return record;
      }
      this.#master.maker.resolve([...this.#walking.keys()].map(({ question }) => question));
      if (isOver()) return undefined;
    }
  }

  /** Begins few at first, so that a search that ends early has wasted little. */
  #begin(counted: number): void {
    const width = Math.min(WIDTH, Math.max(1, counted));
    while (this.#walking.size < width && this.#next < counted + width * AHEAD) {
      const { start } = this.#plan;
      const probe = this.#idle.pop() ?? new Probe(start, this.#master.maker);
      const surveyor = { probe, judge: () => this.#master.judgeOf(probe), look: () => undefined };
      this.#walking.set(new Survey(surveyor, this.#plan, this.#next++), probe);
    }
  }

  #goOn(): void {
    for (const [survey, probe] of this.#walking) {
      if (!survey.goOn()) continue;
      this.#ended.set(survey.number, survey.record);
      this.#walking.delete(survey);
      this.#idle.push(probe);
    }
  }
}
