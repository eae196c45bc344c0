/** Mistakes of a lab's author are reported to the author: what, where, what to do. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labtest, type Ended } from './cli-process.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-author-'));
const lab = path.join(scratch, 'lab');
beforeAll(async () => {
  await labtest(scratch, ['new-lab', 'lab']);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs tests on the reference solution after changing a file of the lab. */
async function changed(
  file: string,
  change: (text: string) => string,
  tests: readonly string[],
): Promise<Ended> {
  const place = path.join(lab, file);
  const right = readFileSync(place, 'utf8');
  const wrong = change(right);
  expect(wrong).not.toBe(right);
  writeFileSync(place, wrong);
  try {
    return await labtest(lab, [...tests, '--tests', '.', '--solution', 'solutions/reference']);
  } finally {
    writeFileSync(place, right);
  }
}

describe('a lab that cannot be loaded', () => {
  test.each([
    [
      'a number that is in one file only',
      'run-tests.ts',
      "'1.2': runTest",
      "'1.7': runTest",
      '1.2 is in lab-tests.yaml but not in lab.ts',
    ],
    ['a syntax error', 'run-tests.ts', 'system.run();', 'const x = ;', /run-tests[.]ts:\d+: Unex/],
    [
      'a given module that is not there',
      'system.ts',
      'labtest/counter',
      'labtest/nothing',
      /system[.]ts:2: there is no 'labtest\/nothing': no .*given\/nothing[.]ts/,
    ],
    [
      'code that throws',
      'system.ts',
      'export const SERVER',
      'throw new Error("boom");\nexport const SERVER',
      /The lab cannot be loaded: Error: boom\n {2}at .*system[.]ts:13:\d+\n/,
    ],
    ['no `lab`', 'lab.ts', 'export const lab:', 'const lab:', 'it does not export `lab`'],
    [
      'a registry with mistakes',
      'lab-tests.yaml',
      'points: 10',
      'points: ten',
      /lab-tests[.]yaml:16:17: labs\[0\][.]tests\[0\][.]points: expected a number, found "ten"/,
    ],
  ])('%s', async (_name, file, from, to, says) => {
    const { code, stderr } = await changed(file, (text) => text.replace(from, to), ['1.1']);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });
});

describe('a test that is wrong itself', () => {
  const WORKLOAD = "ones(10, 'expected')";
  test.each([
    [
      'throws',
      'run-tests.ts',
      'system.run();',
      'system.run(); (undefined as any).foo();',
      '1.1',
      /TypeError: Cannot read properties of undefined [^]*at {8}run-tests[.]ts:10:\d+/,
    ],
    [
      'throws in a search',
      'search-tests.ts',
      'const settings',
      '(null as any).x; const settings',
      '1.4',
      /TypeError: Cannot read properties of null [^]*at {8}search-tests[.]ts:10:\d+/,
    ],
    [
      'gives a client a list',
      'run-tests.ts',
      WORKLOAD,
      '[1, 2] as any',
      '1.1',
      /the workload of client1 is an array[^]*run-tests[.]ts:9:/,
    ],
    [
      'gives a client in a search a list',
      'search-tests.ts',
      "ones(2, 'expected')",
      '[1, 2] as any',
      '1.4',
      /the workload of client1 is an array[^]*search-tests[.]ts:9:/,
    ],
    [
      'asks for what is no command',
      'system.ts',
      'numbers.map(() => new Add(1))',
      'numbers as any',
      '1.1',
      /command 1 of a workload is not a Command[^]*system[.]ts:24:/,
    ],
    [
      'expects fewer results than it has commands',
      'system.ts',
      'numbers.map((value) => new Total(value))',
      '[]',
      '1.1',
      /10 commands, but 0 expected results/,
    ],
    [
      'makes a node that submissions need not export',
      'system.ts',
      "clientOf('CounterClient'",
      "clientOf('CounterKlient'",
      '1.1',
      /CounterKlient, which is not among the lab's exports[^]*CounterServer, CounterClient/,
    ],
    [
      'gives a constructor too little',
      'system.ts',
      'address, SERVER)',
      'address)',
      '1.4',
      /it gives 1 argument to CounterClient[(]address: Address, server: Address[)]/,
    ],
  ])('%s', async (_name, file, from, to, number, says) => {
    const { code, stdout } = await changed(file, (text) => text.replace(from, to), [number]);
    expect(stdout).toMatch(says);
    expect(stdout).toContain('a test of the lab is wrong, not the code under test');
    expect(code).toBe(4);
  });
});

describe('a search that can find nothing', () => {
  const EXHAUST = "system.exhaust('every result is right', start, settings.prune(CLIENTS_DONE))";
  test.each([
    [
      'because nothing happens',
      'settings.network((links) => links.withNetwork(false).withAllTimers(false))',
      'vacuous: nothing can happen from where it starts',
    ],
    [
      'because no client ever has a result',
      'settings.network((links) => links.withNetwork(false))',
      'vacuous: no client ever got a result',
    ],
  ])('%s, is said to be vacuous', async (_name, settings, says) => {
    const other = EXHAUST.replace('settings.prune(CLIENTS_DONE)', settings);
    const { stdout } = await changed('search-tests.ts', (text) => text.replace(EXHAUST, other), [
      '1.4',
    ]);
    expect(stdout).toContain(says);
  });

  test('is not said of one that does', async () => {
    const { stdout, code } = await labtest(lab, [
      'search',
      '--tests',
      '.',
      '--solution',
      'solutions/reference',
      '--verbose',
    ]);
    expect(stdout).not.toContain('vacuous');
    expect(code).toBe(0);
  });
});
