import { levelRank } from '../../src/core/lab/index.js';
import { loadLab, ThreadHandlers } from '../../src/core/box/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import { storyOfTrace, StoryRecorder } from '../../src/core/diagnose/index.js';
import { RememberedHandlers } from '../../src/core/judge/index.js';
import type { KnownLab } from '../../src/core/labs/index.js';
import { findLabFolder, type RunTestSpec } from '../../src/core/registry/index.js';
import { recordRunTest } from '../../src/core/testkit/index.js';
import { annotate, type Trace } from '../../src/core/trace/index.js';
import {
  brokenRules,
  viewServerFindings,
} from '../../src/tests/lab2-primarybackup/insight/index.js';
import { ofWholeNodes } from '../../src/tests/lab2-primarybackup/insight/whole-nodes.js';
import { solutionFolder } from '../../selftest/mutants/index.js';

/** What all monitors say about one passing test; it should be nothing for a correct solution. */
export interface SaidAgainst {
  readonly number: string;
  readonly verdict: string;
  /** The number of steps that were watched with nodes' states. */
  readonly stepsWithStates: number;
  readonly causes: readonly string[];
}

/** Longer runs are watched without states, which cost as much as the run. */
const EVENTS_WITH_STATES_MAX = 8000;

/** Lets all monitors watch a correct solution in run and unit tests, each on its first seed. */
export async function* saidAgainst(
  solution: string,
  { definition, spec, terms }: KnownLab,
  isWanted: (number: string) => boolean,
): AsyncGenerator<SaidAgainst> {
  const folder = solutionFolder(solution);
  const found = await findLabFolder(folder, folder, '2');
  const lab = loadLab(await compileLab(found.solution, terms.given), terms);
  const tools = { handlers: new RememberedHandlers(new ThreadHandlers(lab)), classes: lab.classes };
  const nameOf = (value: object): string => lab.classes.nameOf(value) ?? 'object';
  const isRun = (test: (typeof spec.tests)[number]): test is RunTestSpec => test.kind !== 'search';
  for (const test of spec.tests.filter(isRun)) {
    const code = definition.tests[test.number];
    if (!isWanted(test.number) || code === undefined || code.kind === 'search') continue;
    const recorder = new StoryRecorder();
    const { limitMs, eventsMax, seeds } = test;
    const [seed = 1] = seeds;
    const shared = { timeouts: true, logThreshold: levelRank('OFF'), observers: [recorder] };
    const { outcome, trace } = recordRunTest(
      code,
      lab,
      { seed, limitMs, eventsMax, ...shared },
      { lab: '2', test: test.number, solution: '', harness: '' },
    );
    const story = ofWholeNodes(recorder.steps);
    const isShort = trace !== undefined && trace.events.length <= EVENTS_WITH_STATES_MAX;
    const annotated =
      isShort && code.kind !== 'unit' ? (annotate(trace, tools) as Trace) : undefined;
    const withStates = annotated ? ofWholeNodes(storyOfTrace(annotated, lab.classes)) : [];
    const findings = [
      ...viewServerFindings(story, nameOf),
      ...brokenRules(story, nameOf),
      ...brokenRules(withStates, nameOf),
    ];
    yield {
      number: test.number,
      verdict: outcome.verdict,
      stepsWithStates: withStates.length,
      causes: [...new Set(findings.map(({ cause }) => cause))],
    };
  }
}
