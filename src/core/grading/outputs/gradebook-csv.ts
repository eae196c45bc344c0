import { stringify } from 'csv-stringify/sync';
import type { LabSpec } from '../../registry/index.js';
import type { Student } from '../intake/student.js';
import { hasMark, type Standing } from '../graded.js';
import { scoreOf, scoreWords } from '../score.js';
import type { TestMark } from '../mark.js';

/**
 * A gradebook: one row a student, one column a test. Opened by a spreadsheet, nothing in it runs.
 */
export function gradebookCsv({ tests }: LabSpec, standings: readonly Standing[]): string {
  const header = [
    ...['student', 'id', 'email', 'submission', 'state', 'total', 'points', 'earned'],
    ...['late days', 'lost by lateness', 'commit', 'isolation', 'remarks'],
    ...tests.map(({ number }) => number),
  ];
  const rows = standings.flatMap((standing) =>
    standing.source.students.map((student) => rowOf(student, standing)),
  );
  return csv([header, ...rows]);
}

/** Rows of text as CSV that no spreadsheet takes for formulas. */
export function csv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: '\n' },
  );
}

function rowOf(student: Student, standing: Standing): (string | number | undefined)[] {
  const { source, state, mark, commit, notes, reason } = standing;
  const isGraded = state === 'graded';
  // Where nothing gives points, a mark of 0 would say that something went wrong.
  const isWorthless = mark.points === 0 && mark.total === 0;
  const score = isGraded && mark.points === 0 ? scoreWords(scoreOf(mark)) : undefined;
  const words = [reason, score].filter((text) => text !== undefined);
  const said = [...words, ...mark.remarks, ...notes];
  return [
    student.name ?? student.id ?? student.email ?? source.id,
    student.id,
    student.email,
    source.id,
    state,
    hasMark(standing) && !isWorthless ? mark.total : undefined,
    isWorthless ? undefined : mark.points,
    isGraded && !isWorthless ? mark.earned : undefined,
    mark.late?.days,
    mark.late?.lost,
    commit?.id,
    standing.isolation,
    said.join('; '),
    ...mark.tests.map(cellOf),
  ];
}

/** Points; a word where a test is worth none, or came to no verdict. */
function cellOf({ verdict, earned, test }: TestMark): string | number {
  if (verdict === 'missing') return '';
  if (verdict === 'inconclusive' && earned === 0) return verdict;
  return test.points === 0 && earned === 0 ? verdict : earned;
}
