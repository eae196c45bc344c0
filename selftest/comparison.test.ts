/** evaluation/compare.ts notices a change in each thing that must be the same in two checkouts. */
import { describe, expect, test } from 'vitest';
import {
  differences,
  essenceOf,
  type AnyReport,
  type AnyTrace,
} from '../evaluation/comparison/essence.js';

const SEED = { seed: 1, verdict: 'passed', virtualMs: 30_000, events: 700 };
const SEARCH = { name: 's', end: 'goal', states: 5, transitions: 7, statesPerDepth: [1, 4] };
const RUN = { number: '2.1', verdict: 'passed', note: 'slow', seeds: [SEED], searches: [SEARCH] };
const REPORT: AnyReport = { tests: [RUN, { number: '2.2', verdict: 'failed', cause: 'amnesia' }] };
const FAILED = { number: '2.3', verdict: 'failed', files: { trace: '2.3.trace.json' } };
const STEP = { kind: 'deliver', fingerprint: 'a1' };

function told(report: AnyReport, events = [STEP], texts = false): ReturnType<typeof essenceOf> {
  return essenceOf(report, texts, (): AnyTrace => ({ events }));
}

describe('two reports', () => {
  test('are the same when they are', () => {
    expect(differences(told(REPORT), told(structuredClone(REPORT)))).toEqual([]);
  });

  test.each<[string, Partial<typeof RUN> & { readonly cause?: string }, string]>([
    ['verdict', { verdict: 'failed' }, '2.1 verdict: passed → failed'],
    ['cause', { cause: 'amnesia' }, '2.1 cause: nothing → amnesia'],
    [
      'seed',
      { seeds: [{ ...SEED, events: 701 }] },
      '2.1 seed 1: passed, 30000 ms, 700 events → passed, 30000 ms, 701 events',
    ],
    [
      'count',
      { searches: [{ ...SEARCH, states: 6 }] },
      '2.1 search 1 “s”: goal: 5 states, 7 transitions, 1 4 → goal: ' +
        '6 states, 7 transitions, 1 4',
    ],
  ])('differ by a %s', (_what, changed, line) => {
    const other = { tests: [{ ...RUN, ...changed }, ...REPORT.tests.slice(1)] };
    expect(differences(told(REPORT), told(other))).toEqual([line]);
  });

  test('differ by where a counterexample leads', () => {
    const report = { tests: [FAILED] };
    const other = [{ ...STEP, fingerprint: 'a2' }];
    expect(differences(told(report), told(report, other))).toEqual([
      expect.stringMatching(/^2\.3 counterexample: 1 events, \w+ → 1 events, \w+$/),
    ]);
    expect(differences(told(report), told({ tests: [] }))).toHaveLength(2);
  });

  test('differ by a text only where texts are asked for', () => {
    const other = { tests: [{ ...RUN, note: 'fast' }, ...REPORT.tests.slice(1)] };
    expect(differences(told(REPORT), told(other))).toEqual([]);
    expect(differences(told(REPORT, [], true), told(other, [], true))).toEqual([
      '2.1 note: slow → fast',
    ]);
  });
});
