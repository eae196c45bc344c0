import { Random } from '../../support/index.js';
import type { Question } from '../interned/locals.js';
import {
  JUDGED_NOTABLE,
  JUDGED_PASSES,
  JUDGED_PRUNED,
  RECORD,
  RECORD_DEPTH,
  RECORD_NOTABLE,
  RECORD_PROGRESS,
  RECORD_REJECTED,
  RECORD_REJECTS,
  RECORDS,
  REJECTED_MAX,
  type ProbePlan,
} from './probe-crew-protocol.js';
import { STEP_FAULT, STEP_NONE, STEP_TOUCHES, STEP_UNKNOWN, type Probe } from './probe.js';
import { STEPS_BETWEEN_LOOKS } from '../limits.js';
import { storeProgress } from '../progress.js';
import { drawTemper } from '../swarm.js';

/** The start of a probe: its generator and its maximum depth. */
export interface Begun {
  readonly random: Random;
  readonly depthMax: number;
}

/** Begins a probe, which depends only on the seed and its number. */
export function beginProbe(probe: Probe, plan: ProbePlan, number: number): Begun {
  const random = Random.fromSeed(plan.seed).split(number);
  if (!plan.swarm) {
    probe.restart();
    return { random, depthMax: plan.depthMax };
  }
  const { depthMax, starved } = drawTemper(random, plan.start.locals.length, plan.depthMax);
  probe.restart(starved);
  return { random, depthMax };
}

/** What surveying a probe needs from its thread. */
export interface Surveyor {
  readonly probe: Probe;
  /** The predicates' verdict on the probe's current state. */
  judge(): number;
  /** Called now and then. */
  look(): void;
}

/** A finished probe: enough to count it, unless it matters more. */
export interface ProbeRecord {
  /**
   * It may end the search, finds something new, or is incomplete here: the search has to repeat it.
   */
  readonly isNotable: boolean;
  readonly depth: number;
  /** The furthest it got. */
  readonly progress: number;
  /** At which depths steps were taken back. */
  readonly rejected: Iterable<number> & { readonly length: number };
}

/** A probe that is walked to its end, pausing whenever something has to be found out. */
export class Survey {
  readonly number: number;
  readonly #surveyor: Surveyor;
  readonly #plan: ProbePlan;
  readonly #random: Random;
  readonly #depthMax: number;
  readonly #rejected: number[] = [];
  #steps = 0;
  #notable = false;
  #hasNews = false;
  #progress: number;
  #isWaiting = false;

  constructor(surveyor: Surveyor, plan: ProbePlan, number: number) {
    this.number = number;
    this.#surveyor = surveyor;
    this.#plan = plan;
    const { random, depthMax } = beginProbe(surveyor.probe, plan, number);
    this.#random = random;
    this.#depthMax = depthMax;
    this.#progress = surveyor.probe.progress;
  }

  /** What has to be found out before it can continue. */
  get question(): Question {
    return this.#surveyor.probe.question;
  }

  /** Continues; returns whether it has reached its end. If not, its question has to be answered. */
  goOn(): boolean {
    const { probe } = this.#surveyor;
    while (probe.depth < this.#depthMax && !this.#notable) {
      const { depth } = probe;
      const step = this.#isWaiting ? probe.retryStep() : probe.tryStep(this.#random);
      this.#isWaiting = step === STEP_UNKNOWN;
      if (this.#isWaiting) return false;
      if (step === STEP_NONE) return true;
      this.#taken(step, depth);
    }
    return true;
  }

  get record(): ProbeRecord {
    return {
      isNotable: this.#notable || this.#hasNews || this.#steps === 0,
      depth: this.#surveyor.probe.depth,
      progress: this.#progress,
      rejected: this.#rejected,
    };
  }

  #taken(step: number, depth: number): void {
    const { probe } = this.#surveyor;
    const isToJudge = step === STEP_TOUCHES || (depth === 0 && this.#plan.startIsPruned);
    const judged = isToJudge ? this.#surveyor.judge() : JUDGED_PASSES;
    this.#steps++;
    if (probe.news !== 0 && this.#plan.seeksNews) this.#hasNews = true;
    this.#notable =
      step === STEP_FAULT || judged === JUDGED_NOTABLE || this.#steps > this.#plan.stepsMax;
    if (probe.progress > this.#progress) this.#progress = probe.progress;
    if (judged === JUDGED_PRUNED) {
      probe.reject();
      if (this.#rejected.length === REJECTED_MAX) this.#notable = true;
      else this.#rejected.push(depth);
    } else probe.accept();
    if (this.#steps % STEPS_BETWEEN_LOOKS === 0) this.#surveyor.look();
  }
}

/** Walks a probe to its end and records it where the search can read it. */
export function survey(
  surveyor: Surveyor,
  plan: ProbePlan,
  number: number,
  records: Int32Array,
): void {
  const probe = new Survey(surveyor, plan, number);
  while (!probe.goOn()) surveyor.probe.find();
  const { isNotable, depth, progress, rejected } = probe.record;
  const at = (number % RECORDS) * RECORD;
  records[at + RECORD_NOTABLE] = isNotable ? 1 : 0;
  records[at + RECORD_DEPTH] = depth;
  storeProgress(records, at + RECORD_PROGRESS, progress);
  records[at + RECORD_REJECTS] = rejected.length;
  records.set([...rejected], at + RECORD_REJECTED);
}
