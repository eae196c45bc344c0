import process from 'node:process';
import type { RunReport, TestOutcome } from '../runner/index.js';
import { asTyped, type LabFaultData, seconds } from '../support/index.js';
import type { Places } from './places.js';
import { renderFault } from './render-test.js';
import type { Style } from './style.js';

const RULE = '='.repeat(50);

/** A test's time is the total of its seeds, several of which run at once. */
function timeText({ tests, wallMs }: RunReport): string {
  const together = tests.reduce((sum, test) => sum + test.wallMs, 0);
  return together > wallMs ? 'wall; tests and seeds ran side by side' : 'wall';
}

/** The end of the report: passed, points, time, and what did not pass. */
export function renderSummary(report: RunReport, style: Style): string {
  const { tests, passed, earned, points, notRun, interrupted, halted } = report;
  const lines = [RULE];
  lines.push(`Tests passed: ${passed}/${tests.length}`);
  if (points > 0) lines.push(`Points: ${earned}/${points}${partsText(tests)}`);
  for (const test of tests.filter(countsLess)) {
    lines.push(`  ${test.number} earns ${test.earned} of ${test.points}: ${test.note}`);
  }
  lines.push(`Total time: ${seconds(report.wallMs)} (${timeText(report)})`, '');
  const numbers = (wanted: readonly string[]): string =>
    tests
      .filter(({ verdict }) => wanted.includes(verdict))
      .map(({ number }) => number)
      .join(' ');
  if (report.failed > 0) lines.push(style.fail(`FAILED: ${numbers(['failed', 'crashed'])}`));
  if (report.inconclusive > 0) {
    lines.push(style.doubt(`INCONCLUSIVE: ${numbers(['inconclusive'])}`));
  }
  if (notRun.length > 0) {
    const why = halted ?? (interrupted ? 'interrupted' : 'stopped at the first failure');
    lines.push(style.doubt(`NOT RUN (${why}): ${notRun.join(' ')}`));
  } else if (tests.length === 0) {
    lines.push(style.doubt('NO TESTS'));
  } else if (passed === tests.length) {
    lines.push(style.pass('ALL PASS'));
  }
  lines.push(...causeLines(tests), ...nextLines(tests));
  return `${lines.join('\n')}\n${RULE}\n`;
}

/** Whether the course's rules give a test fewer or more points than its verdict promises. */
function countsLess({ verdict, earned, points, note }: TestOutcome): boolean {
  const promised = verdict === 'passed' ? points : 0;
  return earned !== promised && note !== undefined;
}

/** ` (part 1: 5/40, part 2: 0/60)`, if tests of several parts were run. */
function partsText(tests: readonly TestOutcome[]): string {
  const parts = new Map<string, { earned: number; points: number }>();
  for (const { number, earned, points } of tests) {
    const part = number.split('.')[0] as string;
    const sum = parts.get(part) ?? { earned: 0, points: 0 };
    parts.set(part, { earned: sum.earned + earned, points: sum.points + points });
  }
  const graded = [...parts].filter(([, { points }]) => points > 0);
  if (graded.length < 2) return '';
  const texts = graded.map(([part, { earned, points }]) => `part ${part}: ${earned}/${points}`);
  return ` (${texts.join(', ')})`;
}

/** The causes shared by several failures, with their tests; the most frequent first. */
function causeLines(tests: readonly TestOutcome[]): string[] {
  const byCause = new Map<string, string[]>();
  for (const { cause, number, verdict } of tests) {
    if (cause === undefined || verdict === 'passed') continue;
    byCause.set(cause, [...(byCause.get(cause) ?? []), number]);
  }
  const frequent = [...byCause].filter(([, numbers]) => numbers.length > 1);
  if (frequent.length === 0) return [];
  const lines = frequent
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([cause, numbers]) => `  ${numbers.length} by ${cause}: ${numbers.join(' ')}`);
  return ['', ...lines];
}

/** One command to continue with. */
function nextLines(tests: readonly TestOutcome[]): string[] {
  const failed = tests.filter(({ verdict }) => verdict !== 'passed');
  const next = failed.find(({ reproduce }) => reproduce !== undefined)?.reproduce;
  return next === undefined || tests.length < 2
    ? []
    : ['', asTyped(`Go on with: ${next}`, process.env)];
}

/** Replaces every test's failure if the lab does not load at all. */
export function renderUnloaded(report: RunReport, style: Style, places: Places): string {
  const { fault, solution, tests } = report;
  if (fault === undefined) return '';
  const lines = renderFault(fault, places).map((line) => (line === '' ? '' : `  ${line}`));
  return [
    style.fail(`The lab in ${solution} does not load:`),
    ...lines,
    '',
    `No test could run (${tests.length} of ${tests.length} fail).`,
    '',
  ].join('\n');
}

/** Printed before any test: what will not work as intended. */
export function renderMistakes(
  mistakes: readonly LabFaultData[],
  style: Style,
  places: Places,
): string {
  const lines = mistakes.flatMap((mistake) => [...renderFault(mistake, places), '']);
  const shown = lines.map((line) => (line === '' ? '' : `  ${line}`));
  return `${style.doubt('Before any test:')}\n${shown.join('\n')}\n`;
}
