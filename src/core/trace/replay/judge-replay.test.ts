import { describe, expect, it } from 'vitest';
import { ThreadHandlers, type Lab } from '../../box/index.js';
import { RememberedHandlers } from '../../judge/index.js';
import { appendLab, clientAddress } from '../append-lab.fixture.js';
import { minimiseRun } from '../minimise/index.js';
import { failingRun, recordedRun, stuckRun } from '../recorded-run.fixture.js';
import { replay, type ReplayReport } from './replay.js';
import { standardPredicate } from './standard-predicates.js';
import type { Trace, TraceEvent, TraceVerdict } from '../file/index.js';

function replayed(trace: Trace, lab: Lab, isSameCode = false): ReplayReport {
  const handlers = new ThreadHandlers(lab);
  const predicateOf = standardPredicate;
  return replay(trace, { handlers, classes: lab.classes, predicateOf, isSameCode });
}

const goodWeather = { seed: 1, rate: 1, duplicateRate: 0, clients: 1, rounds: 2 };

describe('the trace of a test that passed', () => {
  const lab = appendLab();
  const passed = recordedRun(lab, goodWeather);

  it('shows no failure while nothing fails', () => {
    expect(passed.verdict.verdict).toBe('passed');
    expect(replayed(passed, lab)).toMatchObject({
      failure: 'none',
      told: 'nothing fails on this path',
    });
  });

  it('shows a new one when something does', () => {
    const { failure, told } = replayed(passed, appendLab('BreakingServer'));
    expect(failure).toBe('new');
    expect(told).toContain('no request 2, please');
    expect(told).toContain('the test passed when this was recorded');
  });

  it('shows nothing when part of it could not happen', () => {
    const events = passed.events.filter(({ action }) => action.kind !== 'add');
    const { failure, told } = replayed({ ...passed, events }, lab);
    expect(failure).toBe('unclear');
    expect(told).toMatch(/^nothing failed, but \d+ of \d+ events can no longer happen$/);
  });

  it('says when the goal it leads to does not hold there any more', () => {
    const verdict = { ...passed.verdict, predicate: 'CLIENTS_DONE' };
    const alive = passed.events.filter(({ action }) => action.kind !== 'crash');
    expect(replayed({ ...passed, verdict, events: alive }, lab).failure).toBe('none');
    const { failure, told } = replayed({ ...passed, verdict, events: alive.slice(0, 3) }, lab);
    expect(failure).toBe('unclear');
    expect(told).toBe('“CLIENTS_DONE” no longer holds at the end of this path');
  });
});

describe('the path to the state nearest to a goal', () => {
  const lab = appendLab();
  const all = recordedRun(lab, goodWeather).events.filter(({ action }) => action.kind !== 'crash');
  const firstReply = all.findIndex(
    ({ action }) => action.kind === 'deliver' && action.envelope.to === clientAddress(1),
  );

  function nearest(predicate: string, events: readonly TraceEvent[]): Trace {
    const verdict: TraceVerdict = { verdict: 'failed', kind: 'nearest', predicate, detail: '' };
    return { ...recordedRun(lab, goodWeather), verdict, events };
  }

  it('is still the nearest one with the same code, and says how near', () => {
    const trace = nearest('view 3 begins', all.slice(0, firstReply + 1));
    expect(replayed(trace, lab, true)).toMatchObject({
      failure: 'same',
      told:
        '“view 3 begins” is not found; this is as near as the search ' +
        'got; client1 has 1 of 2 results',
    });
  });

  it('is nothing a replay can judge with other code', () => {
    const { failure, told } = replayed(nearest('view 3 begins', all), lab);
    expect(failure).toBe('unclear');
    expect(told).toContain('only the search can tell');
    expect(told).toContain('client1 has 2 of 2 results');
  });

  it('has found the goal when that is a predicate of every lab and holds', () => {
    expect(replayed(nearest('CLIENTS_DONE', all), lab)).toMatchObject({
      failure: 'gone',
      told: '“CLIENTS_DONE” holds at the end of this path',
    });
    expect(replayed(nearest('CLIENTS_DONE', all.slice(0, 3)), lab).failure).toBe('unclear');
  });
});

describe('a run that is stuck', () => {
  const lab = appendLab('StuckServer');
  const handlers = new RememberedHandlers(new ThreadHandlers(lab));
  const whole = stuckRun(lab, { clients: 1, rate: 0.6, duplicateRate: 0 });
  const small = minimiseRun(whole, { handlers, classes: lab.classes, workMax: 100_000 }) as Trace;

  it('is as stuck with the same code, and with other code that does not mend it', () => {
    expect(small.minimised).toBe('yes');
    for (const isSameCode of [true, false]) {
      const { failure, told } = replayed(small, lab, isSameCode);
      expect(failure).toBe('same');
      expect(told).toMatch(/^client1 gets no result for Append\(.*\), even if nothing goes wrong/);
    }
  });

  it('is not with code that answers, whatever of its end can no longer happen', () => {
    const report = replayed(small, appendLab('OnceServer'));
    expect(report).toMatchObject({ failure: 'gone', told: 'the result arrives after all' });
  });

  it('is not judged by what goes on from its end when it was never made small', () => {
    expect(replayed(whole, appendLab('OnceServer')).failure).toBe('unclear');
  });
});

describe('a failure that only the test can see', () => {
  const verdict: TraceVerdict = { verdict: 'failed', kind: 'count', detail: 'too many messages' };
  const trace: Trace = { ...recordedRun(appendLab(), goodWeather), verdict };

  it('is there again when the same code takes the same path', () => {
    const told = 'too many messages';
    expect(replayed(trace, appendLab(), true)).toMatchObject({ failure: 'same', told });
  });

  it('is not known with other code', () => {
    const { failure, told } = replayed(trace, appendLab());
    expect(failure).toBe('unclear');
    expect(told).toBe('this failure (count) can only be judged by running the test again');
  });
});

describe('a path of which a little cannot happen any more', () => {
  const trace = failingRun(appendLab(), { clients: 1 });
  const last = trace.events.at(-1) as TraceEvent;
  // A reply that no server sends, like one that a fixed server no longer sends.
  const without: Trace = { ...trace, events: [...trace.events, last] };

  it('shows that the failure is gone, when it does not come afterwards either', () => {
    const { failure, told, skipped } = replayed(without, appendLab('OnceServer'));
    expect(skipped).toBe(1);
    expect(failure).toBe('gone');
    expect(told).toMatch(
      /the run continues from there and nothing goes wrong; 1 of \d+ events can no longer/,
    );
  });

  it('shows nothing when then a client gets no result at all', () => {
    const { failure, told } = replayed(trace, appendLab('StuckServer'));
    expect(failure).toBe('unclear');
    expect(told).toMatch(/^the failure did not occur, but client1 gets no result for Append\(/);
  });

  it('shows the failure when it comes as soon as the path goes on', () => {
    const events = trace.events.slice(0, -1);
    const lost = events.findIndex(({ action }) => action.kind === 'deliver');
    const twice = [...events, events[lost] as TraceEvent];
    const later = replayed({ ...trace, events: twice }, appendLab());
    expect(later).toMatchObject({ skipped: 1, failure: 'same' });
    expect(later.told).toMatch(/if the run continues from the end of this path$/);
  });

  it('is not tried any further once a node has failed', () => {
    const report = replayed(trace, appendLab('BreakingServer'));
    expect(report).toMatchObject({ failure: 'other', skipped: 0 });
    expect(report.untried).toBe(trace.events.length - report.taken);
    expect(report.untried).toBeGreaterThan(0);
  });
});
