import path from 'node:path';
import { findLastPlace, lostFault, type LastPlace } from '../judge/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Failure } from '../testkit/index.js';
import type { FromTestProcess, RunJob, WatchedSteps } from './protocol.js';
import type { JobEnd } from './test-process.js';
import { dropSteps, readStep } from './step-file.js';

/** The CPU time, not wall time, that one step may take, as in a search. */
const STEP_MS_MAX = 5000;
/** The CPU time for a step that has hung before. */
const KNOWN_STEP_MS_MAX = 1500;

/** Runs a seed of a test in a process, to find out what is needed here. */
export type SeedAgain = (
  changes: Pick<RunJob, 'watched'>,
  onMessage: (message: FromTestProcess) => void,
) => Promise<JobEnd>;

/**
 * Handlers that hung, or filled the memory, in the run tests of one lab. A process that hangs
 * reports nothing more, so the seed is run again, step by step. Once a handler has hung, later
 * tests are watched from the start, and wait for it no longer than needed to be sure.
 */
export class Hangs {
  readonly #known = new Map<string, LabFaultData>();

  get areKnown(): boolean {
    return this.#known.size > 0;
  }

  /**
   * The failure of a seed whose process was lost; undefined if no single step is to blame. If the
   * job was watched, its steps are in the same file.
   */
  async failureOf(
    end: JobEnd,
    { file, stepMsMax }: WatchedSteps,
    again: SeedAgain,
  ): Promise<Failure | undefined> {
    const how = lossOf(end);
    if (how === undefined) return undefined;
    try {
      const wasWatched = readStep(file) !== undefined;
      const seen = wasWatched
        ? end
        : await again({ watched: { file, stepMsMax } }, () => undefined);
      // A run may also be slow as a whole.
      if (seen.kind === 'hung' ? !seen.inOneStep : lossOf(seen) === undefined) return undefined;
      const step = readStep(file);
      if (step === undefined) return undefined;
      const { doing, event, atMs } = step;
      const fault = this.#known.get(doing) ?? {
        ...lostFault(doing, { how: SAID[how] }),
        ...(await whereItHangs(again, { file, stepMsMax: KNOWN_STEP_MS_MAX }, event)),
      };
      this.#known.set(doing, fault);
      return { kind: 'lab', message: fault.message, fault, atMs };
    } finally {
      dropSteps(file);
    }
  }
}

/** Watches a job through a file of this name. */
export function watchedIn(folder: string, name: string): WatchedSteps {
  return { file: path.join(folder, `.${name}.step`), stepMsMax: STEP_MS_MAX };
}

type Loss = 'hung' | 'out of memory';

const SAID: Readonly<Record<Loss, string>> = {
  hung: `hangs: stopped after ${STEP_MS_MAX / 1000} s`,
  'out of memory': 'ran out of memory',
};

function lossOf(end: JobEnd): Loss | undefined {
  if (end.kind === 'hung') return 'hung';
  return end.kind === 'crashed' && end.how === 'out of memory' ? end.how : undefined;
}

/** The last function or loop that the step entered, if that can be found. */
async function whereItHangs(
  again: SeedAgain,
  watched: WatchedSteps,
  event: number,
): Promise<LastPlace | undefined> {
  const finding = findLastPlace();
  for (let told: LabFaultData | undefined; ;) {
    const next = finding.next(told);
    if (next.done === true) return next.value;
    told = undefined;
    const probe = { event, stepsMax: next.value };
    await again({ watched: { ...watched, probe } }, (message) => {
      if (message.kind === 'seed-done') told = message.outcome.failure?.fault;
    });
  }
}
