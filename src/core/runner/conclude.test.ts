import { describe, expect, it } from 'vitest';
import type { RunTestSpec } from '../registry/index.js';
import type { RunOutcome, Verdict } from '../testkit/index.js';
import { concludeRun, firstFailing, type SeedResult } from './conclude.js';
import { exitCodeOf, type RunReport } from './outcome.js';

const test: RunTestSpec = {
  ...{ lab: '2', number: '2.14', part: 2, title: 'T', points: 15, folder: 'lab2' },
  ...{ kind: 'run', limitMs: 50_000, eventsMax: 1000, seeds: [1, 2, 3] },
};
const flags = { run: ' --solution x', search: '' };

function outcome(seed: number, verdict: Verdict, message = verdict): RunOutcome {
  const failure = verdict === 'passed' ? undefined : ({ kind: 'result', message } as const);
  return { seed, verdict, failure, virtualMs: 100, events: 10, options: {} };
}

const results = (...verdicts: readonly Verdict[]): SeedResult[] =>
  verdicts.map((verdict, index) => ({
    outcome: outcome(index + 1, verdict),
    isLost: false,
    wallMs: 1,
    log: undefined,
  }));

describe('concludeRun', () => {
  it('gives all points or none', () => {
    expect(concludeRun(test, results('passed', 'passed'), undefined, flags)).toMatchObject({
      verdict: 'passed',
      earned: 15,
      virtualMs: 200,
      reproduce: undefined,
      rate: undefined,
    });
    expect(concludeRun(test, results('passed', 'failed'), undefined, flags)).toMatchObject({
      verdict: 'failed',
      earned: 0,
      failedSeed: 2,
      reproduce: 'labtest run 2.14 --seed 2 --solution x',
      rate: 'Failed on 1 of 2 seeds: 1 in 79 to 99 in 100 of all seeds, by these 2',
    });
  });

  it('reports the first of the gravest: a failure is proven, the others may be the machine', () => {
    const gravest = (...verdicts: readonly Verdict[]): number | undefined =>
      firstFailing(results(...verdicts))?.outcome.seed;
    expect(gravest('inconclusive', 'crashed', 'failed', 'failed')).toBe(3);
    expect(gravest('inconclusive', 'crashed')).toBe(2);
    expect(gravest('passed', 'inconclusive')).toBe(2);
    expect(gravest('passed')).toBeUndefined();
  });

  it('says what goes wrong in the trace that is shown', () => {
    const failed = results('failed');
    const rerun = { outcome: outcome(1, 'failed'), log: undefined, diagnosis: undefined };
    const told = { ...rerun, trace: 'trace.json', headline: 'got 44; in the whole run: got 0144' };
    expect(concludeRun(test, failed, told, flags).reason).toBe(told.headline);
    const untold = { ...told, trace: undefined };
    expect(concludeRun(test, failed, untold, flags).reason).toBe('failed');
  });

  it('says so when the same seed gives another outcome', () => {
    const failed = results('failed');
    const rerun = { log: undefined, trace: undefined, headline: undefined, diagnosis: undefined };
    const again = (second: RunOutcome): string | undefined =>
      concludeRun(test, failed, { ...rerun, outcome: second }, flags).diagnosis?.otherEnd;
    expect(again(outcome(1, 'failed'))).toBeUndefined();
    expect(again(outcome(1, 'passed'))).toBe('it passed');
    expect(again({ ...outcome(1, 'failed'), events: 11 })).toBe('failed');
  });
});

describe('exitCodeOf', () => {
  const report: RunReport = {
    version: 2,
    ...{ lab: '2', solution: 'src', seed: 1, tests: [], notRun: [], interrupted: false },
    ...{ passed: 1, failed: 0, inconclusive: 0, earned: 5, points: 5, wallMs: 1 },
  };

  it('is the gravest of what happened', () => {
    const fault = { kind: 'load', message: 'refused' } as const;
    expect(exitCodeOf(report)).toBe(0);
    expect(exitCodeOf({ ...report, inconclusive: 1 })).toBe(3);
    expect(exitCodeOf({ ...report, inconclusive: 1, failed: 1 })).toBe(1);
    expect(exitCodeOf({ ...report, failed: 1, fault })).toBe(2);
    expect(exitCodeOf({ ...report, failed: 1, interrupted: true })).toBe(130);
  });
});
