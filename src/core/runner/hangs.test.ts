import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LabFaultData } from '../support/index.js';
import type { RunOutcome } from '../testkit/index.js';
import { Hangs, watchedIn, type SeedAgain } from './hangs.js';
import type { JobEnd } from './test-process.js';

const folder = mkdtempSync(path.join(tmpdir(), 'labtest-hangs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HUNG: JobEnd = { kind: 'hung', silentMs: 30_000, inOneStep: false };
const IN_ONE_STEP: JobEnd = { ...HUNG, inOneStep: true };
const DONE: JobEnd = { kind: 'done', isReusable: true };

/** A run whose seventh event hangs in its handler's third step, on line 12. */
function hanging(): { readonly again: SeedAgain; readonly tries: () => number } {
  let tries = 0;
  const again: SeedAgain = ({ watched }, onMessage) => {
    tries++;
    if (watched === undefined) return Promise.resolve(HUNG);
    const step = { event: 7, doing: 'Server.handlePing', atMs: 3.5 };
    writeFileSync(watched.file, JSON.stringify(step).padEnd(256));
    const { probe } = watched;
    if (probe?.event !== 7 || probe.stepsMax >= 3) return Promise.resolve(IN_ONE_STEP);
    const place = { file: 'server.ts', line: 10 + probe.stepsMax, column: 1 };
    const fault: LabFaultData = { kind: 'budget', message: '', place };
    const failure = { kind: 'lab', message: '', fault } as const;
    const rest = { virtualMs: 0, events: 7, options: {} };
    const outcome: RunOutcome = { seed: 1, verdict: 'failed', failure, ...rest };
    const files = { isLost: false, log: undefined, trace: undefined, headline: undefined };
    onMessage({ kind: 'seed-done', outcome, wallMs: 1, ...files, diagnosis: undefined });
    return Promise.resolve(DONE);
  };
  return { again, tries: () => tries };
}

test('a seed that hung is told by its handler, its time and the last line it got to', async () => {
  const hangs = new Hangs();
  const watched = watchedIn(folder, '1.1-seed1');
  expect(hangs.areKnown).toBe(false);
  const failure = await hangs.failureOf(HUNG, watched, hanging().again);
  expect(failure).toMatchObject({
    message: 'Server.handlePing hangs: stopped after 5 s',
    atMs: 3.5,
    fault: { kind: 'budget', place: { file: 'server.ts', line: 12 } },
  });
  expect(existsSync(watched.file)).toBe(false);
  expect(hangs.areKnown).toBe(true);
});

test('what is known to hang is not tried again: a watched seed has told its step already', async () => {
  const hangs = new Hangs();
  const first = await hangs.failureOf(HUNG, watchedIn(folder, 'a'), hanging().again);
  const watched = watchedIn(folder, 'b');
  const step = { event: 2, doing: 'Server.handlePing', atMs: 9 };
  writeFileSync(watched.file, JSON.stringify(step));
  const { again, tries } = hanging();
  const second = await hangs.failureOf(IN_ONE_STEP, watched, again);
  expect(second).toEqual({ ...first, atMs: 9 });
  expect(tries()).toBe(0);
});

test('a run that is slow all in all is no handler’s fault', async () => {
  const hangs = new Hangs();
  const slow: SeedAgain = (changes, onMessage) =>
    hanging()
      .again(changes, onMessage)
      .then(() => HUNG);
  expect(await hangs.failureOf(HUNG, watchedIn(folder, 'c'), slow)).toBeUndefined();
  expect(await hangs.failureOf(DONE, watchedIn(folder, 'd'), slow)).toBeUndefined();
  expect(hangs.areKnown).toBe(false);
});
