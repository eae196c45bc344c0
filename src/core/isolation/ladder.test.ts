import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BOX_LEVELS, boxCommand, labProgram, probeLadder } from './index.js';

const report = probeLadder();

/** Starts a box of a level without a lab, which ends at once. */
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

  test('tries a box again that somebody killed', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'labtest-ladder-'));
    const node = path.join(folder, 'node');
    const tried = path.join(folder, 'tried');
    const script = `#!/bin/sh\n[ -e ${tried} ] && exit 0\ntouch ${tried}\nkill -KILL $$\n`;
    writeFileSync(node, script, { mode: 0o755 });
    const program = { ...labProgram(), node };
    // Boxes of levels above D cannot see this folder; of those, only C can be tried.
    const { rungs } = probeLadder([program]);
    rmSync(folder, { recursive: true });
    expect(rungs.filter(({ works }) => works).map(({ level }) => level)).toEqual(['C']);
  });

  test('always has its last level', () => {
    expect(started('D', 0)).toBe(0);
  });
});
