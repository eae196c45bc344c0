/**
 * Whichever process of a grading is killed, at any time, the gradebook is the same as undisturbed.
 * Which and when is drawn from a seed; `KILLS` sets how many (default 12).
 */
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Random } from '../src/core/support/index.js';
import { start } from './cli-process.js';
import { classOf, GRADE, gradebook, journalLines } from './grading-class.js';
import { descendantsOf, type Descendant } from './process-tree.js';

const KILLS = Number(process.env['KILLS'] ?? 12);
const PAUSE_MAX_MS = 900;
/** A search and run tests, so that there are judges of both kinds, boxes and compilers. */
const COURSE = `lab: "2"
tests:
  "*": { skip: true }
  "1.*": { skip: false }
  "2.2": { skip: false }
  "2.9": { skip: false, seeds: [1, 2] }
  "2.16": { skip: false }
`;
const MIXED = {
  ann: 'lab2-reference',
  bob: 'acknowledgement-not-awaited',
  cy: 'skeleton',
  dee: 'lab2-private-fields',
  eve: 'always-pings-zero',
};

/** The gradebook without what depends on a clock. */
function marks(root: string): unknown {
  return [...gradebook(root)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The role of a process, for the report of what was killed. */
function roleOf({ command }: Descendant): string {
  const [, role = 'a wrapper'] = /([\w-]+-(?:process|worker))\.js/.exec(command) ?? [];
  return command.startsWith('bwrap') ? `bwrap of ${role}` : role;
}

test('any process, killed at any moment, changes no mark', { timeout: 900_000 }, async () => {
  const undisturbed = classOf(MIXED, COURSE);
  await start(undisturbed, GRADE).ended;
  const root = classOf(MIXED, COURSE);
  const random = Random.fromSeed(16);
  const killed: string[] = [];
  let code: number | null = null;
  while (code === null) {
    const grading = start(root, GRADE);
    let isOver = false;
    void grading.ended.then(() => (isOver = true));
    while (!isOver) {
      await delay(random.below(PAUSE_MAX_MS));
      if (killed.length >= KILLS) break;
      const below = descendantsOf(grading.pid);
      const victim = below[random.below(below.length + 1)];
      killed.push(victim === undefined ? 'grade' : roleOf(victim));
      try {
        process.kill(victim?.pid ?? grading.pid, 'SIGKILL');
      } catch {
        // It ended by itself just now.
      }
    }
    ({ code } = await grading.ended);
    // Killed too often in one place, it says so and does not guess; the same command continues.
    if (code === 70 || code === 2) code = null;
  }
  expect(killed.length).toBeGreaterThan(KILLS / 2);
  expect(marks(root), killed.join(', ')).toEqual(marks(undisturbed));
  const keys = journalLines(root).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
