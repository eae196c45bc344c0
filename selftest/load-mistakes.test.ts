import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileLab, contractMistakes } from '../src/core/compile/index.js';
import { GivenModules } from '../src/core/given/index.js';
import { loadDefinition, openLabs } from '../src/core/labs/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import { LabFault } from '../src/core/support/index.js';
import { labCopy, labtest, type Edits } from './cli-process.js';
import { correctSolutions, materialise, mutantNames, readMutant } from './mutants/index.js';

/** What is said of a lab before any test. */
async function mistakesOf(path: string, lab: string): Promise<string[]> {
  const folder = resolve(path);
  const labs = await openLabs(undefined);
  const code = await labs.codeOf(labs.lab(lab));
  const given = await GivenModules.load(code.given);
  const { exports } = await loadDefinition(code);
  try {
    const compiled = await compileLab((await findLabFolder(folder, folder, lab)).solution, given);
    return [...compiled.mistakes, ...contractMistakes(compiled, exports)].map(
      ({ message, hint, place }) =>
        [message, hint, place && `${place.file}:${place.line}`].join(' · '),
    );
  } catch (error) {
    // Some mutants keep state outside of nodes, and do not load.
    if (error instanceof LabFault) return [];
    throw error;
  }
}

const temporary = mkdtempSync(join(tmpdir(), 'labtest-mistakes-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('nothing is said before any test of', () => {
  test.each(['lab0-pingpong', 'lab1-clientserver', 'lab2-primarybackup'])(
    'the skeleton of %s',
    async (name) => expect(await mistakesOf(`labs/${name}`, name.slice(3, 4))).toEqual([]),
  );

  test.each(['lab0-reference', 'lab1-reference', ...correctSolutions()])('%s', async (name) =>
    expect(await mistakesOf(`solutions/${name}`, name.slice(3, 4))).toEqual([]),
  );

  test('any mutant but the one whose export is missing', async () => {
    const told: string[] = [];
    for (const name of mutantNames()) {
      const folder = join(temporary, name);
      materialise(readMutant(name), folder);
      for (const mistake of await mistakesOf(folder, '2')) told.push(`${name}: ${mistake}`);
    }
    expect(told).toEqual([expect.stringMatching(/^export-missing: index.ts does not export PBC/)]);
  });
});

describe('said before any test, with its place and what was likely meant', () => {
  const reexport = "export { PBClient } from './pb-client.js';\n";
  test.each<[what: string, edits: Edits, told: readonly RegExp[]]>([
    [
      'an export that is missing although the class exists',
      { 'src/index.ts': [[reexport, '']] },
      [
        /^index.ts does not export PBClient: pb-client.ts has it · add to index.ts: .* · pb-client.ts:\d+$/,
      ],
    ],
    [
      'two of them',
      {
        'src/index.ts': [
          [reexport, ''],
          ["export { PBServer } from './pb-server.js';\n", ''],
        ],
      },
      [/does not export PBServer/, /does not export PBClient/],
    ],
    [
      'one that is misspelt',
      { 'src/index.ts': [[reexport, "export { PBClient as PbCleint } from './pb-client.js';\n"]] },
      [/^index.ts does not export PBClient: pb-client.ts has it/],
    ],
    [
      'a class that is misspelt',
      {
        'src/index.ts': [[reexport, "export { PBCleint } from './pb-client.js';\n"]],
        'src/pb-client.ts': [['export class PBClient ', 'export class PBCleint ']],
      },
      [
        /^index.ts does not export PBClient, but there is PBCleint · did you mean PBClient\?.* · pb-client.ts:\d+$/,
      ],
    ],
    [
      'parameters in another order',
      {
        'src/pb-server.ts': [
          [
            'private readonly viewServer: Address,\n    app: Application,',
            'app: Application,\n    private readonly viewServer: Address,',
          ],
        ],
      },
      [/^app, parameter 2 of the constructor of PBServer, gets viewServer · .*address: Address, v/],
    ],
    [
      'fewer parameters than are given',
      {
        'src/pb-client.ts': [['    private readonly viewServer: Address,\n', '']],
      },
      [/^the constructor of PBClient has the parameters \(address\) · .* · pb-client.ts:\d+$/],
    ],
  ])('%s', async (_what, edits, told) => {
    const mistakes = await mistakesOf(labCopy('lab2-reference', edits), '2');
    expect(mistakes).toHaveLength(told.length);
    told.forEach((pattern, i) => expect(mistakes[i]).toMatch(pattern));
  });

  test('and it is told so, in front of the tests', async () => {
    const lab = labCopy('lab2-reference', { 'src/index.ts': [[reexport, '']] });
    const { stdout } = await labtest(lab, ['run', '1.1']);
    expect(stdout).toMatch(/^Before any test:\n {2}index.ts does not export PBClient/);
    expect(stdout).toContain('ALL PASS');
  });
});
