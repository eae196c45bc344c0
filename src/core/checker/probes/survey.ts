import { Random } from '../../support/index.js';
import {
  JUDGED_NOTABLE,
  JUDGED_PASSES,
  JUDGED_PRUNED,
  PROGRESS_BASE,
  RECORD,
  RECORD_DEPTH,
  RECORD_NOTABLE,
  RECORD_PROGRESS_HIGH,
  RECORD_PROGRESS_LOW,
  RECORD_REJECTED,
  RECORD_REJECTS,
  RECORD_TICKET,
  RECORDS,
  type ProbePlan,
} from './probe-crew-protocol.js';
import { STEP_FAULT, STEP_NONE, STEP_TOUCHES, type Probe } from './probe.js';
import { drawTemper } from './swarm.js';

/** Between two looks at who waits for this thread. */
const STEPS_BETWEEN_LOOKS = 256;

/** A probe at its beginning: what it draws from, and how deep it goes. */
export interface Begun {
  readonly random: Random;
  readonly depthMax: number;
}

/** Begins a probe; it depends on the seed and its number alone. */
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

/** What surveying a probe needs of its thread. */
export interface Surveyor {
  readonly probe: Probe;
  /** What the predicates say of the state the probe is in. */
  judge(): number;
  /** Called now and then. */
  look(): void;
}

/**
 * Takes a probe to its end and keeps a record of it: enough to count it, if it neither ends the
 * search nor gets further than any before. If it does, the search takes it once more by itself.
 */
export function survey(
  surveyor: Surveyor,
  plan: ProbePlan,
  number: number,
  records: Int32Array,
): void {
  const { probe } = surveyor;
  const { random, depthMax } = beginProbe(probe, plan, number);
  const at = (number % RECORDS) * RECORD;
  let rejects = 0;
  let steps = 0;
  let notable = false;
  let { progress } = probe;
  while (probe.depth < depthMax && !notable) {
    const { depth } = probe;
    const step = probe.step(random);
    if (step === STEP_NONE) break;
    const isToJudge = step === STEP_TOUCHES || (depth === 0 && plan.startIsPruned);
    const judged = isToJudge ? surveyor.judge() : JUDGED_PASSES;
    notable = step === STEP_FAULT || judged === JUDGED_NOTABLE || ++steps > plan.stepsMax;
    if (probe.progress > progress) ({ progress } = probe);
    if (judged === JUDGED_PRUNED) {
      probe.reject();
      if (RECORD_REJECTED + rejects === RECORD) notable = true;
      else records[at + RECORD_REJECTED + rejects++] = depth;
    } else probe.accept();
    if (steps % STEPS_BETWEEN_LOOKS === 0) surveyor.look();
  }
  records[at + RECORD_NOTABLE] = notable || steps === 0 ? 1 : 0;
  records[at + RECORD_DEPTH] = probe.depth;
  records[at + RECORD_PROGRESS_HIGH] = Math.floor(progress / PROGRESS_BASE);
  records[at + RECORD_PROGRESS_LOW] = progress % PROGRESS_BASE;
  records[at + RECORD_REJECTS] = rejects;
  Atomics.store(records, at + RECORD_TICKET, number + 1);
}
