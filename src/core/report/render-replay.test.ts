import { describe, expect, it } from 'vitest';
import type { ReplayedTrace } from '../runner/index.js';
import { renderReplay } from './render-replay.js';

function replayed(report: Partial<ReplayedTrace['report']>, unchanged = false): ReplayedTrace {
  const base = {
    failure: 'gone',
    told: 'the failure is gone on this way',
    divergence: undefined,
    taken: 12,
    matched: 0,
    skipped: 0,
    events: [],
  };
  return { report: { ...base, ...report } as ReplayedTrace['report'], unchanged };
}

describe('the report of a replay', () => {
  it('is short when nothing diverged', () => {
    expect(renderReplay('a.trace.json', replayed({}), 'labtest run 2.8')).toBe(
      'a.trace.json\n  GONE: the failure is gone on this way\n  12 events taken\n',
    );
  });

  it('says where and why it is another way, and how much still fitted', () => {
    const divergence = { index: 4, event: 'server1: PingTimer fires', why: 'no such timer is set' };
    const report = { failure: 'unclear', told: 'who knows', divergence, matched: 2, skipped: 3 };
    expect(renderReplay('t', replayed(report as never), 'labtest run 2.8 --seed 1')).toBe(
      [
        't',
        '  UNCLEAR: who knows',
        '  12 events taken, 2 of them in place of one that could not happen any more, ' +
          '3 could not happen any more',
        '  from event 5 on it is another way: server1: PingTimer fires: no such timer is set',
        '  To know, run the test again: labtest run 2.8 --seed 1',
        '',
      ].join('\n'),
    );
  });

  it('says what it means when the code is the same', () => {
    const divergence = { index: 0, event: 'x', why: 'y' };
    const text = renderReplay('t', replayed({ divergence }, true), '');
    expect(text).toContain('it does not always do the same: see `labtest check`');
  });
});
