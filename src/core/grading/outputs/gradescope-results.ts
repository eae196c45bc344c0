import type { Visibility } from '../../registry/index.js';
import { failureLines } from '../../report/index.js';
import type { GradedSubmission } from '../graded.js';
import type { TestMark } from '../mark.js';
import type { TestRecord } from '../test-record.js';
import { shownText } from '../../support/index.js';

interface GradescopeTest {
  readonly number: string;
  readonly name: string;
  readonly score: number;
  readonly max_score: number;
  readonly status?: 'passed' | 'failed';
  readonly output: string;
  readonly output_format: 'text';
  readonly visibility?: Visibility;
}

/** A submission's results.json as Gradescope reads it. A test without a verdict says so. */
export function gradescopeResults({ standing, records }: GradedSubmission): string {
  const { mark, state, reason, wallMs } = standing;
  const passed = mark.tests.filter(({ verdict }) => verdict === 'passed').length;
  const about = [
    reason === undefined ? undefined : `This submission was not graded: ${reason}`,
    state === 'waiting' ? 'Not all tests have run yet.' : undefined,
    `${passed} of ${mark.tests.length} tests passed.`,
    ...mark.remarks,
    lateLine(standing.mark.late),
    ...standing.notes,
  ];
  const document = {
    score: Math.max(0, mark.total),
    execution_time: Math.round(wallMs / 1000),
    output: shownText(about.filter((line) => line !== undefined).join('\n')),
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: mark.tests.map((test) => testOf(test, records.get(test.test.number))),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What lateness cost, as a sentence. */
export function lateLine(
  late: { readonly days: number; readonly lost: number } | undefined,
): string | undefined {
  if (late === undefined || late.days === 0) return undefined;
  return `${late.days} ${late.days === 1 ? 'day' : 'days'} late: ${late.lost} points lost.`;
}

function testOf(mark: TestMark, record: TestRecord | undefined): GradescopeTest {
  const { test, earned, verdict, note } = mark;
  const lines =
    record === undefined
      ? ['This test has not been run.']
      : record.outcome.verdict === 'passed'
        ? ['PASS']
        : failureLines(record.outcome);
  const said = note === undefined ? lines : [...lines, note];
  const isOver = verdict === 'passed' || verdict === 'failed' || verdict === 'crashed';
  return {
    number: test.number,
    name: test.title,
    score: earned,
    max_score: test.points,
    ...(isOver && { status: verdict === 'passed' ? 'passed' : 'failed' }),
    output: shownText(said.join('\n')),
    output_format: 'text',
    ...(test.visibility !== undefined && { visibility: test.visibility }),
  };
}
