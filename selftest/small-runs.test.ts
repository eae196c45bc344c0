/**
 * A failure late in a long run is minimised to one that a person can read: the same failure, and
 * the same result each time.
 */
import { loadKnownLab } from '../src/core/labs/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ThreadHandlers, type Lab } from '../src/core/box/index.js';
import { RememberedHandlers } from '../src/core/judge/index.js';
import { levelRank } from '../src/core/lab/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import { loadLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { diagnoseRun, StoryRecorder } from '../src/core/diagnose/index.js';
import { recordRunTest, minimiseFailedRun } from '../src/core/testkit/index.js';
import { formatTrace, replay, standardPredicate, type Trace } from '../src/core/trace/index.js';
import { insight } from '../src/tests/lab2-primarybackup/insight/index.js';
import { materialise, readMutant } from './mutants/index.js';

const scratch = mkdtempSync(join(tmpdir(), 'labtest-small-runs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const { arbiter } = insight;
const { definition, spec, terms } = await loadKnownLab('2');
const { tests } = definition;

async function mutantLab(name: string): Promise<Lab> {
  const folder = join(scratch, name);
  materialise(readMutant(name), folder);
  const { solution } = await findLabFolder(folder, folder, '2');
  return loadLab(await compileLab(solution, terms.given), terms);
}

/** The first of the test's own seeds that fails. */
function failedRun(lab: Lab, number: string): Trace {
  const found = spec.tests.find((each) => each.number === number);
  const code = tests[number];
  if (found?.kind !== 'run' || code?.kind !== 'run') throw new Error(`${number} is no run test`);
  const { limitMs, eventsMax, seeds } = found;
  const logThreshold = levelRank('OFF');
  for (const seed of seeds) {
    const options = { seed, limitMs, eventsMax, timeouts: true, logThreshold };
    const head = { lab: '2', test: number, solution: '', harness: '' };
    const { outcome, trace } = recordRunTest(code, lab, options, head);
    if (outcome.verdict === 'failed' && trace !== undefined) return trace;
  }
  throw new Error(`no seed of ${number} fails`);
}

test.each([
  ['old-update-overwrites', '3.10'],
  ['forward-of-old-view-accepted', '3.1'],
  ['transfer-sent-and-forgotten', '2.15'],
  ['request-sent-once', '2.8'],
  ['always-pings-zero', '2.14'],
])('of %s in %s one event in twenty is left, or fewer', async (name, number) => {
  const lab = await mutantLab(name);
  const whole = failedRun(lab, number);
  expect(whole.events.length).toBeGreaterThan(2000);
  const { shown, told } = minimiseFailedRun(whole, lab, { arbiter });
  expect(shown.minimised).toBe('yes');
  expect(told).toBe(shown);
  expect(shown.events.length).toBeLessThan(whole.events.length / 20);
  const handlers = new RememberedHandlers(new ThreadHandlers(lab));
  const { classes } = lab;
  const report = replay(shown, { handlers, classes, predicateOf: standardPredicate });
  expect([report.failure, report.otherState, report.refusal]).toEqual([
    'same',
    undefined,
    undefined,
  ]);
  const again = minimiseFailedRun(whole, lab, { arbiter }).shown;
  expect(formatTrace(again)).toBe(formatTrace(shown));
});

test('where what is left shows no mistake, the whole run may', async () => {
  const lab = await mutantLab('batch-sorted-by-client');
  const failed = failedRun(lab, '3.14');
  const { told, whole } = minimiseFailedRun(failed, lab, { arbiter });
  const failure = { kind: 'invariant', message: '' } as const;
  const rest = {
    classes: lab.classes,
    insight,
    story: [],
    isWhole: true,
    fires: new StoryRecorder().fires,
  };
  expect(diagnoseRun({ ...rest, failure, told }).cause).toBeUndefined();
  const { cause } = diagnoseRun({ ...rest, failure, told, whole });
  expect(['two-in-flight', 'backup-does-not-execute']).toContain(cause?.cause);
  // Its steps are not those of the trace that is shown.
  expect(cause?.step).toBeUndefined();
});
