import { UsageError } from '../support/index.js';
import { compareNumbers, type LabSpec, type TestSpec } from './test-spec.js';

/** A selected test, and whether it was selected by number or range rather than only by its part. */
export interface Selected {
  readonly test: TestSpec;
  readonly named: boolean;
}

interface Pattern {
  readonly excludes: boolean;
  readonly named: boolean;
  matches(test: TestSpec): boolean;
}

/**
 * The tests that patterns select, in the order of their numbers; without a pattern, all of them.
 *
 * `2.14` · `2.1-2.7` · `2.*` · `1` (a part) · several, by comma or space · `!2.14` excludes
 *
 * @throws UsageError LT001 for an unknown number, with similar ones
 */
export function selectTests(lab: LabSpec, texts: readonly string[]): Selected[] {
  const patterns = texts
    .flatMap((text) => text.split(/[\s,]+/))
    .filter((word) => word !== '')
    .map((word) => parsePattern(lab, word));
  const wanted = patterns.filter((pattern) => !pattern.excludes);
  const unwanted = patterns.filter((pattern) => pattern.excludes);
  return lab.tests
    .filter((test) => wanted.length === 0 || wanted.some((pattern) => pattern.matches(test)))
    .filter((test) => !unwanted.some((pattern) => pattern.matches(test)))
    .map((test) => ({
      test,
      named: wanted.some((pattern) => pattern.named && pattern.matches(test)),
    }));
}

/**
 * The patterns that the original course's flags stand for: parts, and test numbers without the part
 * where it is clear.
 *
 * @throws UsageError LT004
 */
export function patternsOfFlags(
  lab: LabSpec,
  parts: readonly string[],
  numbers: readonly string[],
): string[] {
  if (numbers.length === 0) return [...parts];
  const known = parts.length > 0 ? parts : Object.keys(lab.parts);
  return numbers.map((number) => {
    if (!/^\d+$/.test(number)) return number;
    if (known.length === 1) return `${known[0]}.${number}`;
    throw new UsageError('LT004', `--test-num ${number} could be in part ${known.join(' or ')}.`, [
      `Say which: ${known.map((part) => `${part}.${number}`).join(' or ')}`,
    ]);
  });
}

function parsePattern(lab: LabSpec, word: string): Pattern {
  const excludes = word.startsWith('!');
  const body = excludes ? word.slice(1) : word;
  if (body === '*') return { excludes, named: false, matches: () => true };

  const part = /^(\d+)(\.\*)?$/.exec(body)?.[1];
  if (part !== undefined) {
    if (lab.parts[part] === undefined) throw unknownTest(lab, body);
    return { excludes, named: false, matches: (test) => test.part === Number(part) };
  }
  const range = /^(\d+\.\d+)(?:-(?:(\d+)\.)?(\d+))?$/.exec(body);
  if (range === null) throw unknownTest(lab, body);
  const from = range[1] as string;
  const to = range[3] === undefined ? from : `${range[2] ?? from.split('.')[0]}.${range[3]}`;
  for (const end of [from, to]) {
    if (!lab.tests.some((test) => test.number === end)) throw unknownTest(lab, end);
  }
  return {
    excludes,
    named: true,
    matches: ({ number }) => compareNumbers(from, number) <= 0 && compareNumbers(number, to) <= 0,
  };
}

const NEAR_SHOWN = 3;

function unknownTest(lab: LabSpec, word: string): UsageError {
  const match = /^(\d+)(?:\.(\d+))?/.exec(word);
  const forms = 'Forms: 2.14 · 2.1-2.7 · 2.* · 2 (a part) · !2.14 (all but) · several';
  if (match === null) {
    return new UsageError('LT001', `"${word}" is not a test of lab ${lab.lab}.`, [
      forms,
      'All tests: labtest list',
    ]);
  }
  const part = Number(match[1]);
  const test = Number(match[2] ?? 1);
  const distance = ({ number }: TestSpec): number => {
    const [p = 0, t = 0] = number.split('.').map(Number);
    return Math.abs(p - part) * 1000 + Math.abs(t - test);
  };
  const near = [...lab.tests]
    .sort((a, b) => distance(a) - distance(b) || compareNumbers(a.number, b.number))
    .slice(0, NEAR_SHOWN)
    .sort((a, b) => compareNumbers(a.number, b.number));
  return new UsageError('LT001', `Lab ${lab.lab} has no test ${word}.`, [
    ...near.map(({ number, title }) => `The nearest: ${number} ${title}`),
    'All tests: labtest list',
  ]);
}
