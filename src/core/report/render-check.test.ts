import { expect, test } from 'vitest';
import type { RunReport } from '../runner/index.js';
import type { Failure } from '../testkit/index.js';
import { isCutOff, isImpure, renderCheck } from './render-check.js';
import { PLAIN } from './style.js';
import { placesIn } from './places.js';

type Test = RunReport['tests'][number];

function reportOf(outcome: Partial<Test>, rest: Partial<RunReport> = {}): RunReport {
  const whole: Test = {
    ...{ number: '1.4', title: 'pings', kind: 'search', points: 1, earned: 0, verdict: 'passed' },
    ...{ wallMs: 1, ...outcome },
  };
  const counts = { passed: 1, failed: 0, inconclusive: 0, earned: 0, points: 1, wallMs: 1 };
  const about = { version: 2, lab: '0', solution: 'src', seed: 1 } as const;
  return { ...about, tests: [whole], notRun: [], interrupted: false, ...counts, ...rest };
}

function failing(fault: Failure['fault'], kind: Failure['kind'] = 'lab'): Partial<Test> {
  const message = fault?.message ?? 'it is wrong';
  return { verdict: 'failed', reason: message, failure: { kind, message, fault } };
}

const told = (report: RunReport): string => renderCheck(report, PLAIN, placesIn('.', 'src'));

test('a check that came to its end and found nothing says so', () => {
  expect(told(reportOf({}))).toMatch(/^NOTHING FOUND/m);
  const otherwise = reportOf(failing(undefined, 'invariant'));
  expect(told(otherwise)).toMatch(/^NOTHING FOUND[^]*\nSome tests fail for other reasons/m);
  // The check's own smaller budget is not the lab's failure.
  expect(told(reportOf({ verdict: 'inconclusive' }))).not.toContain('other reasons');
});

test.each<[string, RunReport]>([
  ['hung', reportOf(failing({ kind: 'budget', message: 'A.handleB hangs: stopped after 10 s' }))],
  ['died', reportOf({ verdict: 'crashed', reason: 'ran out of memory' })],
  ['was interrupted', reportOf({}, { interrupted: true })],
  ['was let down by the machine', reportOf({}, { halted: 'too few open files' })],
  ['left tests out', reportOf({}, { notRun: ['1.5'] })],
])('a check that %s never says that there is nothing to find', (_how, report) => {
  expect(isCutOff(report)).toBe(true);
  expect(isImpure(report)).toBe(false);
  expect(told(report)).toContain('CUT OFF');
  expect(told(report)).not.toContain('NOTHING FOUND');
});

test('what was found counts, however the check ended', () => {
  const fault = { kind: 'state', message: 'it keeps state outside its nodes' } as const;
  expect(told(reportOf(failing(fault), { interrupted: true }))).toMatch(/^NOT PURE/m);
});
