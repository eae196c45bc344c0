import type { LabSpec } from '../../registry/index.js';
import type { Standing } from '../graded.js';
import { csv } from './gradebook-csv.js';

/**
 * Marks as Canvas imports them: a student is known by the ID that Canvas gave, the assignment by
 * its name, and the second row says how many points there are. Who has no mark yet is left out: an
 * empty cell would delete the mark that Canvas has.
 */
export function canvasCsv({ lab, title }: LabSpec, standings: readonly Standing[]): string {
  const columns = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'];
  const header = [...columns, `Lab ${lab}: ${title}`];
  const possible = ['    Points Possible', '', '', '', '', standings[0]?.mark.points ?? 0];
  const rows = standings
    .filter(({ state }) => state === 'graded')
    .flatMap(({ source, mark }) =>
      source.students.map(({ name: student, id, email }) => {
        const isCanvasId = id !== undefined && /^\d+$/.test(id);
        const login = isCanvasId ? '' : (email ?? id ?? source.id);
        return [student ?? source.id, isCanvasId ? id : '', '', login, '', mark.total];
      }),
    );
  return csv([header, possible, ...rows]);
}
