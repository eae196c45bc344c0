import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadLabSpec } from '../../src/core/registry/index.js';
import { materialise, replaceOnce } from './materialise.js';
import { correctSolutions, mutantNames, readMutant, solutionFolder } from './mutant.js';

const folder = mkdtempSync(join(tmpdir(), 'labtest-mutants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a replacement', () => {
  const text = 'class A {\n  run() {\n    go();\n    stop();\n  }\n}\n';

  test('finds lines whatever their indentation and indents what it puts there', () => {
    const done = replaceOnce(text, { find: 'go();\nstop();', replace: 'if (x) {\n  go();\n}' });
    expect(done).toBe('class A {\n  run() {\n    if (x) {\n      go();\n    }\n  }\n}\n');
  });

  test('may be part of a line', () => {
    expect(replaceOnce(text, { find: 'go()', replace: 'walk()' })).toContain('    walk();\n');
  });

  test('has to match', () => {
    expect(() => replaceOnce(text, { find: 'fly();', replace: '' })).toThrow('nothing matches');
  });

  test('has to match one place only', () => {
    expect(() => replaceOnce(text, { find: '();', replace: '' })).toThrow('2 places match');
  });
});

test.each(correctSolutions())('%s is a lab folder, as a student has one', (name) => {
  const config = readFileSync(join(solutionFolder(name), 'labtest.yaml'), 'utf8');
  expect(config).toContain("lab: '2'");
});

describe.each(mutantNames())('mutant %s', (name) => {
  test('is described, applies to its base and changes every file it names', () => {
    const mutant = readMutant(name);
    const copy = join(folder, name);
    materialise(mutant, copy);
    for (const { file } of mutant.patch) {
      const before = readFileSync(join(solutionFolder(mutant.base), file), 'utf8');
      expect(readFileSync(join(copy, file), 'utf8')).not.toBe(before);
    }
  });
});

describe('the mutants together', () => {
  const mutants = mutantNames().map(readMutant);

  test('cover every test of the lab', async () => {
    const { tests } = await loadLabSpec('2');
    const numbers = tests.map(({ number }) => number);
    const covered = new Set(mutants.flatMap((mutant) => mutant.madeFor));
    expect(numbers.filter((number) => !covered.has(number))).toEqual([]);
  });

  test('are built from several of the correct solutions', () => {
    const bases = new Set(mutants.map((mutant) => mutant.base));
    expect(correctSolutions()).toEqual(expect.arrayContaining([...bases]));
    expect(bases.size).toBeGreaterThanOrEqual(4);
  });

  test('are different mistakes', () => {
    const mistakes = mutants.map((mutant) => mutant.mistake);
    expect(new Set(mistakes).size).toBe(mistakes.length);
  });
});
