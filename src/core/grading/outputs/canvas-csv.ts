import type { LabSpec } from '../../registry/index.js';
import type { Student } from '../intake/student.js';
import { hasMark, type Standing } from '../graded.js';
import { csv } from './gradebook-csv.js';

/**
 * Marks as Canvas imports them: a student is known by Canvas's own ID, or by the university's
 * number or login, the assignment by its name, and the second row says how many points there are.
 * Who has no mark yet is left out: an empty cell would delete the mark that Canvas has.
 */
export function canvasCsv({ lab, title }: LabSpec, standings: readonly Standing[]): string {
  const columns = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'];
  const header = [...columns, `Lab ${lab}: ${title}`];
  const possible = ['    Points Possible', '', '', '', '', standings[0]?.mark.points ?? 0];
  const rows = standings
    .filter(hasMark)
    .flatMap(({ source, mark }) =>
      source.students.map((student) => [
        student.name ?? source.id,
        student.canvasId ?? '',
        ...sisIds(student, source.id),
        '',
        mark.total,
      ]),
    );
  return csv([header, possible, ...rows]);
}

/**
 * The university's number and the login of a student whom Canvas's own ID does not name. A number
 * is never taken for Canvas's ID, which may be somebody else's.
 */
function sisIds({ id, email, canvasId }: Student, source: string): [number: string, login: string] {
  if (canvasId !== undefined) return ['', ''];
  // Gradescope tells e-mail and number apart; a folder's name is one or the other.
  const isNumber = id !== undefined && (email !== undefined || /^\d+$/.test(id));
  return isNumber ? [id, email ?? ''] : ['', email ?? id ?? source];
}
