import { describe, expect, it } from 'vitest';
import { UsageError } from '../support/index.js';
import { compileRegistry, loadRegistry } from './load-registry.js';
import { parseRegistry } from './parse-registry.js';

const HEAD =
  "labs:\n  - lab: '9'\n    title: T\n    folder: lab9\n    parts: { '1': P }\n    tests:\n";

function mistakes(tests: string): readonly string[] {
  try {
    parseRegistry('t.yaml', HEAD + tests);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'LT003') return error.next;
    throw error;
  }
  return [];
}

describe('parseRegistry', () => {
  it('takes what is right', () => {
    expect(
      mistakes("      - { number: '1.1', title: A, kind: unit, points: 5, limitS: 5 }\n"),
    ).toEqual([]);
  });

  it('names line, column and what was expected', () => {
    const test = (fields: string): readonly string[] => mistakes(`      - { ${fields} }\n`);
    const where = 't.yaml:7:';
    expect(test('number: 1.1, title: A, kind: unit, points: 5, limitS: 5')).toEqual([
      `${where}19: labs[0].tests[0].number: expected a string (numbers in quotes), found 1.1`,
    ]);
    expect(test("number: '1.1', title: A, kind: unit, points: five, limitS: 5")).toEqual([
      `${where}56: labs[0].tests[0].points: expected a number, found "five"`,
    ]);
    expect(test("number: '1.1', title: A, kind: unit, points: 5, limits: 5")).toEqual([
      `${where}9: labs[0].tests[0].limitS: expected a number, found nothing`,
      `${where}59: labs[0].tests[0]: expected no such key, found "limits"; did you mean limitS?`,
    ]);
    expect(test("number: '1.1', title: A, kind: walk, points: 5")).toEqual([
      `${where}42: labs[0].tests[0].kind: expected "unit" or "run" or "search", found "walk"`,
    ]);
    expect(test("number: '1.1', title: A, kind: run, points: 5, limitS: 5, seeds: [1]")).toEqual([
      `${where}76: labs[0].tests[0].seeds: expected a list of 5 or more, found [1]`,
    ]);
  });

  it('refuses a number that is there twice, and one of a part that is not', () => {
    const unit = (number: string): string =>
      `      - { number: '${number}', title: A, kind: unit, points: 5, limitS: 5 }\n`;
    expect(mistakes(unit('1.1') + unit('1.1'))).toEqual([
      't.yaml:8:19: labs[0].tests[1].number: test 1.1 is there twice',
    ]);
    expect(mistakes(unit('2.1'))[0]).toContain('expected a part that is named in `parts`');
  });

  it('reports what is no YAML by line and column', () => {
    expect(mistakes('      - { number: [ }\n')[0]).toMatch(/^t\.yaml:\d+:\d+: /);
  });
});

describe('lab-tests.yaml', () => {
  it('holds the course, and what goes beyond it: numbers without gaps, points, seeds', async () => {
    const labs = await loadRegistry();
    const tests = labs.find(({ lab }) => lab === '2')?.tests ?? [];
    const beyond = tests.filter(({ part }) => part === 3);
    const expected = [
      ...Array.from({ length: 12 }, (_, index) => `1.${index + 1}`),
      ...Array.from({ length: 20 }, (_, index) => `2.${index + 1}`),
      ...beyond.map((_, index) => `3.${index + 1}`),
    ];
    expect(tests.map(({ number }) => number)).toEqual(expected);
    expect(tests.reduce((sum, { points }) => sum + points, 0)).toBe(330);
    expect(beyond.every(({ points }) => points === 0)).toBe(true);
    const course = tests.filter(({ part }) => part !== 3);
    expect(course.filter(({ kind }) => kind === 'search')).toHaveLength(5);
  });

  it('is what the build made of it', async () => {
    const compiled = JSON.parse(await compileRegistry()) as { labs: unknown };
    expect(compiled.labs).toEqual(await loadRegistry());
  });
});
