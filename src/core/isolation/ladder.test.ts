import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { BOX_LEVELS, boxCommand, probeLadder } from './index.js';

const report = probeLadder();

/** Starts a box of a level without a lab: it ends at once. */
function started(level: (typeof BOX_LEVELS)[number], slot: number): number | null {
  const { program, args, env } = boxCommand(level, slot);
  return spawnSync(program, args, { env, cwd: '/', input: '' }).status;
}

describe('the ladder of isolation', () => {
  test('is tried from the strongest level down to the one that works', () => {
    const tried = report.rungs.map(({ level }) => level);
    expect(tried).toEqual(BOX_LEVELS.slice(0, tried.length));
    expect(report.rungs.map(({ works }) => works)).toEqual(
      tried.map((level) => level === report.level),
    );
    for (const { works, why } of report.rungs) expect(why === undefined).toBe(works);
  });

  test('gives a box that starts, in any slot', () => {
    expect([0, 7].map((slot) => started(report.level, slot))).toEqual([0, 0]);
  });

  test('always has its last level', () => {
    expect(started('D', 0)).toBe(0);
  });
});
