import type { ClassTable } from '../canon/index.js';
import {
  compareRuns,
  StoryRecorder,
  type ComparedRun,
  type Comparison,
} from '../diagnose/index.js';
import { levelRank } from '../lab/index.js';
import type { LabInsight, RunOutcome, RunTestOptions } from '../testkit/index.js';
import type { CompareJob } from './protocol.js';

/** What is needed to run one test of a loaded lab and to report what happened. */
export interface ComparedTest {
  run(options: RunTestOptions): RunOutcome;
  readonly classes: ClassTable;
  readonly insight: LabInsight | undefined;
  onSeed(seed: number): void;
}

/** Runs a job's seeds and compares the failing one with the seed that follows it the longest. */
export function compareSeeds(job: CompareJob, test: ComparedTest): Comparison | undefined {
  const failing = runOf(job, job.failing, test);
  let nearest: Comparison | undefined;
  for (const seed of job.others) {
    const other = runOf(job, seed, test);
    if (job.passing && other.outcome.verdict !== 'passed') continue;
    const comparison = compareRuns(failing, other, test.classes, test.insight);
    if (nearest === undefined || comparison.alike > nearest.alike) nearest = comparison;
  }
  return nearest;
}

function runOf({ test: { limitMs, eventsMax } }: CompareJob, seed: number, test: ComparedTest) {
  test.onSeed(seed);
  const story = new StoryRecorder();
  const outcome = test.run({
    seed,
    limitMs,
    eventsMax,
    timeouts: true,
    logThreshold: levelRank('OFF'),
    observers: [story],
  });
  return { outcome, story: story.steps } satisfies ComparedRun;
}
