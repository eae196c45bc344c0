import { describe, expect, it } from 'vitest';
import type { Comparison } from '../runner/index.js';
import { renderComparison } from './render-comparison.js';

const head = { virtualMs: 0, events: 0, options: {} };
const long = 'Reply(result=AppendResult(value='.repeat(12);
const comparison: Comparison = {
  failing: {
    ...head,
    seed: 4,
    verdict: 'failed',
    failure: { kind: 'result', message: `client1 got ${long}`, atMs: 812.43 },
  },
  other: { ...head, seed: 15, verdict: 'passed' },
  otherCommands: false,
  steps: 7200,
  alike: 1480,
  divergence: {
    node: 'server1',
    first: 1,
    isLoss: false,
    later: { failing: 9, other: 8 },
    steps: [
      {
        failing: { atMs: 7.1, text: 'PingTimer() fires' },
        other: { atMs: 7, text: 'PingTimer() fires' },
      },
      {
        failing: { atMs: 7.3, text: 'client1: GetView()' },
        other: { atMs: 7.9, text: `server2: ${long}` },
      },
      { failing: { atMs: 8, text: long }, other: undefined },
    ],
  },
  reaction: {
    node: 'server1',
    event: `client1: ${long}`,
    failing: { atMs: 10, does: [] },
    other: { atMs: 11, does: [`sends ${long}`, long] },
  },
  timeline: { failing: { atMs: 20, text: 'view 3 {server2, –}' }, other: undefined },
  result: {
    client: 'client1',
    failing: { atMs: 30, text: long },
    other: { atMs: 31, text: long },
  },
  rules: [{ rule: 'rule 2', failing: { atMs: 30, text: long }, other: undefined }],
};

describe('the report of a comparison', () => {
  const told = renderComparison(comparison).trimEnd().split('\n');

  it('stands side by side in 100 columns, on one screen', () => {
    expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(told.length).toBeLessThanOrEqual(32);
    const columns = told.filter((line) => line.includes('│')).map((line) => line.indexOf('│'));
    expect(new Set(columns).size).toBe(1);
  });

  it('says how each ends, how far they are alike, and what is another', () => {
    expect(told[0]).toMatch(/^seed 4 fails at 812\.4 ms: client1 got Reply/);
    expect(told).toContain('seed 15 passes');
    expect(told.join('\n').replaceAll('\u00a0', ' ')).toContain(
      'They are alike for the first 1 480 of 7 200 steps of seed 4.',
    );
    const marked = told.filter((line) => line.startsWith('>'));
    expect(marked[0]).toMatch(
      /^> {5}7\.3 ms {2}client1: GetView\(\) +│ > {5}7\.9 ms {2}server2: R/,
    );
    expect(told).toContain(
      "A race: each takes the other's step later; seed 15 that of seed 4 at 8.0 ms.",
    );
    expect(
      told.some((line) => /10\.0 ms {2}does nothing +│ +11\.0 ms {2}sends Reply/.test(line)),
    ).toBe(true);
    expect(told.some((line) => /view 3 \{server2, –\} +│ +nothing$/.test(line))).toBe(true);
    expect(told).toContain('Broken: rule 2');
  });

  it.each([
    [
      { isLoss: true },
      'The network loses different messages on the two seeds: the weather, not your code.',
    ],
    [{ later: { failing: 9, other: undefined } }, 'seed 15 never takes that step of seed 4.'],
    [
      { later: { failing: undefined, other: 8 } },
      'seed 15 takes that step of seed 4 later, at 8.0 ms.',
    ],
  ])('says what kind of difference it is: %o', (change, sentence) => {
    const divergence = { ...comparison.divergence, ...change } as Comparison['divergence'];
    expect(renderComparison({ ...comparison, divergence })).toContain(`\n${sentence}\n`);
  });

  it('says so when nothing is another, and when messages cannot be compared', () => {
    const same = { ...comparison, divergence: undefined, otherCommands: true };
    const text = renderComparison(same);
    expect(text).toContain('\nseed 15 takes every step of seed 4 in the same order.\n');
    expect(text).toContain('messages are compared by class alone');
  });
});
