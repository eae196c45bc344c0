import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { compileLab } from '../compile/index.js';
import { GivenModules } from '../given/index.js';
import {
  BOX_LEVELS,
  compileProgram,
  boxCommand,
  probeLadder,
  type BoxCommand,
} from '../isolation/index.js';
import { MachineLimit } from '../machine/index.js';
import { InvariantError, LabFault } from '../support/index.js';
import { compileInBox } from './compile-in-box.js';

const REFERENCE = fileURLToPath(new URL('../../../solutions/lab0-reference/src', import.meta.url));
const given = await GivenModules.load([{ name: 'lab0', url: 'tests/lab0-pingpong/given/lab0.js' }]);
const never = new AbortController().signal;
const scratch = mkdtempSync(join(tmpdir(), 'labtest-compile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A box that runs this text instead of the compiler. */
function boxOf(code: string): BoxCommand {
  return { ...boxCommand('D', 0, compileProgram()), args: ['--input-type=module', '-e', code] };
}

const compiledIn = (command: BoxCommand, signal = never): Promise<unknown> =>
  compileInBox(REFERENCE, given, command, signal, 1000).catch((error: unknown) => error);

describe('a lab compiled in a box', () => {
  const { level: best } = probeLadder();
  test.each(BOX_LEVELS.slice(BOX_LEVELS.indexOf(best)).filter((level) => level !== 'B'))(
    'of level %s is the same as one compiled here',
    async (level) => {
      const here = await compileLab(REFERENCE, given);
      const boxed = await compileInBox(
        REFERENCE,
        given,
        boxCommand(level, 0, compileProgram()),
        never,
      );
      expect(boxed).toEqual(JSON.parse(JSON.stringify(here)));
    },
  );

  test('is refused with the same words and places', async () => {
    writeFileSync(
      join(scratch, 'index.ts'),
      `import './Other.js';\nimport fs from 'node:fs';\nfs;`,
    );
    writeFileSync(join(scratch, 'other.ts'), '');
    const faultOf = (error: unknown): unknown => (error as LabFault).data;
    const here = await compileLab(scratch, given).catch(faultOf);
    const boxed = await compileInBox(
      scratch,
      given,
      boxCommand(best, 0, compileProgram()),
      never,
    ).catch(faultOf);
    expect(boxed).toEqual(JSON.parse(JSON.stringify(here)));
    expect(here).toMatchObject({ message: `'./Other.js' is spelled other.ts on disk` });
  });
});

describe('a box that compiles and', () => {
  test.each([
    ['says nothing', '', /gave an invalid answer/],
    ['says no JSON', "console.log('{')", /gave an invalid answer/],
    ['says a verdict', `console.log('{"verdict":"passed"}')`, /gave an invalid answer/],
    ['says half a lab', `console.log('{"kind":"compiled","lab":{}}')`, /gave an invalid answer/],
    ['never stops talking', `for (;;) process.stdout.write('x'.repeat(1 << 20));`, /the compiler/],
    ['works for ever', 'for (;;);', /worked on this lab for 1 s/],
    ['dies', 'process.kill(process.pid, "SIGSEGV")', /ended without an answer/],
    [
      'fills the memory',
      'console.error("JavaScript heap out of memory"); process.exit(9)',
      /memory/,
    ],
  ])('%s, is at fault', { timeout: 120_000 }, async (_, code, message) => {
    const fault = await compiledIn(boxOf(code));
    expect(fault).toBeInstanceOf(LabFault);
    expect((fault as LabFault).data).toMatchObject({
      kind: 'load',
      message: expect.stringMatching(message) as string,
    });
  });

  test('reports a mistake of the harness as one', async () => {
    const told = await compiledIn(boxOf(`console.log('{"kind":"broken","error":"oops"}')`));
    expect(told).toBeInstanceOf(InvariantError);
  });

  test('cannot be started, is no fault of the lab', async () => {
    const nothing = { ...boxOf(''), program: '/nowhere/at/all' };
    expect(await compiledIn(nothing)).toBeInstanceOf(MachineLimit);
    const said = "bwrap: Can't find source path /tmp/x: Permission denied";
    const refused = boxOf(`console.error(${JSON.stringify(said)}); process.exit(1)`);
    expect(await compiledIn(refused)).toMatchObject({
      message: expect.stringContaining(said) as string,
    });
  });

  test('is killed again and again, is no fault of the lab', async () => {
    const told = await compiledIn(boxOf('process.kill(process.pid, "SIGKILL")'));
    expect(told).toBeInstanceOf(MachineLimit);
  });

  test('was killed by somebody else, is started again', async () => {
    const file = join(scratch, 'starts');
    const first = `import fs from 'node:fs'; const file = ${JSON.stringify(file)};
      fs.appendFileSync(file, 'x');
      if (fs.readFileSync(file, 'utf8') === 'x') process.kill(process.pid, 'SIGKILL');
      console.log('{"kind":"refused","fault":{"kind":"load","message":"said at last"}}');`;
    expect(await compiledIn(boxOf(first))).toMatchObject({ message: 'said at last' });
    expect(readFileSync(file, 'utf8')).toBe('xx');
  });

  test('is ended when nobody wants its answer any more', async () => {
    const stop = new AbortController();
    const told = compiledIn(boxOf('process.title = "x"; for (;;);'), stop.signal);
    stop.abort(new Error('interrupted'));
    expect(await told).toMatchObject({ message: 'interrupted' });
  });
});
