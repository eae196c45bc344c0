import { expect, test } from 'vitest';
import { appendLab } from '../../trace/append-lab.fixture.js';
import { failingRun } from '../../trace/recorded-run.fixture.js';
import { recordedScene } from './from-trace.js';

const lab = appendLab();
const notes = {
  advice: [{ label: 'cause', text: 'it was sent twice', step: 2 }],
  bands: [{ step: 3, text: 'view 1' }],
};
const trace = { ...failingRun(lab), notes };
const origin = { origin: 'x.trace.json', predicateOf: () => undefined };
const context = { lab: '2', solution: 'x', harness: 'y', classes: lab.classes };

test('a trace brings its advice and bands along, for whoever does not know the lab', () => {
  const scene = recordedScene(trace, { ...context, timeline: undefined }, origin);
  expect(scene.advice).toEqual(notes.advice);
  expect(scene.steps.flatMap(({ band }, i) => (band === undefined ? [] : [[i + 1, band]]))).toEqual(
    [[3, 'view 1']],
  );
});

test('the lab’s own timeline says what begins where there is one, and nothing says it twice', () => {
  const scene = recordedScene(trace, { ...context, timeline: () => () => undefined }, origin);
  expect(scene.steps.every(({ band }) => band === undefined)).toBe(true);
});

test('results are judged where the trace says what they have to be, and else it is said', () => {
  const unjudgedOf = (of: typeof trace) =>
    recordedScene(of, { ...context, timeline: undefined }, origin).watched.flatMap(
      ({ predicate, unjudged }) => (predicate.name === 'RESULTS_OK' ? [unjudged] : []),
    );
  expect(unjudgedOf(trace)).toEqual([undefined]);
  const workloads = new Map(
    [...trace.workloads].map(([client, commands]) => [
      client,
      commands.map((command) => ({ ...command, expected: undefined })),
    ]),
  );
  expect(unjudgedOf({ ...trace, workloads })).toEqual(['the trace holds no expected results']);
});
