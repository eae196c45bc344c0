import type { LabSpec, TestSpec } from '../registry/index.js';
import { counted, grouped } from '../support/index.js';

/** The tests as a table: number, kind, points, limits, title; parts as headings. */
export function renderList(lab: LabSpec, tests: readonly TestSpec[]): string {
  const lines = [`Lab ${lab.lab}: ${lab.title}`];
  let part: number | undefined;
  const limits = Math.max(0, ...tests.map((test) => limitsOf(test).length));
  for (const test of tests) {
    if (test.part !== part) {
      part = test.part;
      lines.push('', `Part ${part}: ${lab.parts[part] ?? ''}`);
    }
    const columns = [
      test.number.padStart(5),
      test.kind.padEnd(6),
      `${test.points}pts`.padStart(5),
      limitsOf(test).padEnd(limits),
      test.title,
    ];
    lines.push(columns.join('  '));
  }
  const points = tests.reduce((sum, test) => sum + test.points, 0);
  lines.push('', `${counted(tests.length, 'test')}, ${counted(points, 'point')}`);
  return `${lines.join('\n')}\n`;
}

/** For a run test, virtual seconds and seeds; for a search test, the states of each search. */
function limitsOf(test: TestSpec): string {
  if (test.kind === 'search') return `${grouped(test.statesMax)} states`;
  const limit = `${test.limitMs / 1000} s`;
  return test.seeds.length === 1 ? limit : `${limit} × ${test.seeds.length} seeds`;
}
