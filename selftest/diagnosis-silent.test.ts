/**
 * What a diagnosis says has to be true: on runs of correct solutions, where nothing is wrong, it
 * says nothing.
 */
import { loadKnownLab } from '../src/core/labs/index.js';
import { expect, test } from 'vitest';
import { storyOfTrace, StoryRecorder } from '../src/core/diagnose/index.js';
import { ThreadHandlers } from '../src/core/box/index.js';
import { RememberedHandlers } from '../src/core/judge/index.js';
import { levelRank } from '../src/core/lab/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import { loadLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { recordRunTest } from '../src/core/testkit/index.js';
import { annotate, type Trace } from '../src/core/trace/index.js';
import { brokenRules, viewServerFindings } from '../src/tests/lab2-primarybackup/insight/index.js';
import { ofWholeNodes } from '../src/tests/lab2-primarybackup/insight/whole-nodes.js';
import { correctSolutions, solutionFolder } from './mutants/index.js';

const { definition, spec, terms } = await loadKnownLab('2');
const { tests } = definition;
const NUMBERS = ['1.6', '1.12', '2.2', '2.8', '2.9', '2.13', '3.7', '3.11', '3.12', '3.16'];

test.each(correctSolutions())('nothing is said against %s', async (name) => {
  const folder = solutionFolder(name);
  const { solution } = await findLabFolder(folder, folder, '2');
  const lab = loadLab(await compileLab(solution, terms.given), terms);
  const tools = { handlers: new RememberedHandlers(new ThreadHandlers(lab)), classes: lab.classes };
  const nameOf = (value: object): string => lab.classes.nameOf(value) ?? 'object';
  for (const each of spec.tests) {
    const code = tests[each.number];
    if (!NUMBERS.includes(each.number) || each.kind === 'search' || code === undefined) continue;
    if (code.kind === 'search') continue;
    const recorder = new StoryRecorder();
    const [seed = 1] = each.seeds;
    const { outcome, trace } = recordRunTest(
      code,
      lab,
      {
        seed,
        observers: [recorder],
        limitMs: each.limitMs,
        eventsMax: each.eventsMax,
        timeouts: true,
        logThreshold: levelRank('OFF'),
      },
      { lab: '2', test: each.number, solution: '', harness: '' },
    );
    expect([each.number, outcome.verdict]).toEqual([each.number, 'passed']);
    const story = ofWholeNodes(recorder.steps);
    expect([each.number, viewServerFindings(story, nameOf)]).toEqual([each.number, []]);
    expect([each.number, brokenRules(story, nameOf)]).toEqual([each.number, []]);
    if (trace === undefined || code.kind === 'unit' || trace.events.length > 8000) continue;
    const told = ofWholeNodes(storyOfTrace(annotate(trace, tools) as Trace, lab.classes));
    expect(told.length).toBeGreaterThan(20);
    expect([each.number, brokenRules(told, nameOf)]).toEqual([each.number, []]);
  }
});
