import { describe, expect, it } from 'vitest';
import type { ReplayedTrace } from '../runner/index.js';
import { renderReplay } from './render-replay.js';

function replayed(report: Partial<ReplayedTrace['report']>, unchanged = false): ReplayedTrace {
  const base = {
    failure: 'gone',
    told: 'the failure is gone on this path',
    otherState: undefined,
    refusal: undefined,
    taken: 12,
    matched: 0,
    skipped: 0,
    untried: 0,
    events: [],
  };
  return { report: { ...base, ...report } as ReplayedTrace['report'], unchanged };
}

describe('the report of a replay', () => {
  it('is short when nothing diverged', () => {
    expect(renderReplay('a.trace.json', replayed({}), 'labtest run 2.8')).toBe(
      'a.trace.json\n  GONE: the failure is gone on this path\n  12 events taken\n',
    );
  });

  it('says where and why it is another way, and how much still fitted', () => {
    const otherState = {
      ...{ index: 4, event: 'server1 starts', why: '' },
      changes: ['a: 1 → 2', 'b', 'c', 'd', 'e'],
    };
    const why = 'no such timer is set';
    const refusal = { index: 9, event: 'PingTimer() fires', why, instead: 'PongTimer() fires' };
    const report = { otherState, refusal, matched: 2, skipped: 3, told: 'who knows' };
    const text = renderReplay(
      't',
      replayed({ ...report, failure: 'unclear' }),
      'labtest run 2.8 --seed 1',
    );
    expect(text).toBe(
      [
        't',
        '  UNCLEAR: who knows',
        '  12 events taken, 2 of them in place of one that can no longer happen, ' +
          '3 left out, which can no longer happen',
        '  event 5 leaves a different state than before: server1 starts',
        ...['      a: 1 → 2', '      b', '      c', '      d', '      … 1 more'],
        '  event 10 can no longer happen: PingTimer() fires',
        '      no such timer is set; taken instead: PongTimer() fires',
        '  To find out, run the test again: labtest run 2.8 --seed 1',
        '',
      ].join('\n'),
    );
  });

  it('says of a node that failed on the way what was not tried after that', () => {
    const text = renderReplay('t', replayed({ failure: 'new', told: 'x threw', untried: 9 }), '');
    expect(text).toBe('t\n  FAILS NOW: x threw\n  12 events taken, 9 after that not tried\n');
  });

  it('says what it means when the code is the same', () => {
    const refusal = { index: 0, event: 'x', why: 'y', instead: undefined };
    const text = renderReplay('t', replayed({ refusal }, true), '');
    expect(text).toContain('it does not always do the same thing: see `labtest check`');
  });
});
