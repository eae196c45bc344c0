import { search } from '../../checker/index.js';
import type { Action } from '../../system/index.js';
import {
  searchStarts,
  type SearchedLab,
  type SearchStart,
  type SearchStarts,
  type SearchTest,
} from '../../testkit/index.js';
import type { Scene } from '../scene.js';
import type { Watched } from '../truths.js';
import { recordedWorkloads } from './from-members.js';
import type { SceneContext } from './scene-context.js';

/** Enough for every goal of a right solution; one that is not found is what is to be debugged. */
const STATES_MAX = 400_000;
const TIME_MAX_MS = 60_000;
const MEMORY_MAX_BYTES = 3 * 1024 ** 3;

/** A search test with the states that its searches start from. */
export interface TestStarts extends SearchStarts {
  readonly number: string;
}

/** Goes through a search test for the states its searches start from. */
export function startsOf(
  number: string,
  test: SearchTest,
  lab: SearchedLab,
  onSearch: (name: string, states: number) => 'go on' | 'stop',
): TestStarts {
  const found = searchStarts(test, lab, {
    search,
    statesMax: STATES_MAX,
    timeMaxMs: TIME_MAX_MS,
    memoryMaxBytes: MEMORY_MAX_BYTES,
    workers: 1,
    seed: 0,
    onProgress: (name, _strategy, { states }) => onSearch(name, states),
  });
  return { ...found, number };
}

/** The state from which one of a test's searches starts, under that search's rules. */
export function sceneOfStart(
  { starts, failure, number }: TestStarts,
  index: number,
  { lab, solution, harness, classes, timeline }: SceneContext,
): Scene {
  const start = starts[index] as SearchStart;
  const { from, phase, name } = start;
  const { plan } = from.tools.stepper;
  const isLast = index === starts.length - 1;
  const steps: Action[] = [
    ...plan.nodes.map((node): Action => ({ kind: 'add', node })),
    ...from.steps,
    { kind: 'links', links: phase.links.toJSON() },
  ];
  return {
    title: `lab ${lab} · test ${number}`,
    origin: `the search “${name}”`,
    network: 'set',
    plan,
    steps: steps.map((action) => ({ action })),
    startLength: steps.length,
    watched: watchedOf(start),
    timeline,
    ...(isLast && failure !== undefined && { verdict: { verdict: 'failed', detail: failure } }),
    advice: [],
    again: `labtest search ${number}`,
    stages: starts.map((each) => {
      const goal = each.phase.goals.map((predicate) => predicate.name).join(' or ');
      return { name: each.name, ...(goal !== '' && { goal }) };
    }),
    stage: index,
    trace: {
      lab,
      test: number,
      part: name,
      seed: 0,
      solution,
      harness,
      workloads: recordedWorkloads(plan, classes),
    },
  };
}

function watchedOf({ phase }: SearchStart): Watched[] {
  return [
    ...phase.invariants.map((predicate): Watched => ({ role: 'invariant', predicate })),
    ...phase.goals.map((predicate): Watched => ({ role: 'goal', predicate })),
    ...phase.prunes.map((predicate): Watched => ({ role: 'prune', predicate })),
  ];
}
