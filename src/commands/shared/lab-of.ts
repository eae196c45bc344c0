import { openLabs, type LabCode } from '../../core/labs/index.js';
import {
  findLabFolder,
  gradedBy,
  loadCourse,
  type LabFolder,
  type LabSpec,
} from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';

/** The lab that a command works on. */
export interface ChosenLab {
  readonly spec: LabSpec;
  readonly folder: LabFolder;
  /** Where its tests and given classes are. */
  readonly code: LabCode;
}

/**
 * The lab in `--solution`, or around the current folder (or `from`), with the labs in `--tests` and
 * its course's grading.
 */
export async function labOf(
  flags: {
    readonly solution?: string | undefined;
    readonly lab?: string | undefined;
    readonly tests?: string | undefined;
    readonly course?: string | undefined;
  },
  from = process.cwd(),
): Promise<ChosenLab> {
  const named = flags.tests === undefined ? undefined : await openLabs(flags.tests);
  const [only, ...others] = named?.labs ?? [];
  const labDefault = flags.lab ?? (others.length === 0 ? only?.lab : undefined);
  const folder = await findLabFolder(from, flags.solution, labDefault);
  if (flags.lab !== undefined && flags.lab !== folder.lab) {
    throw new UsageError(
      'LT004',
      `--lab ${flags.lab}: the lab in ${folder.root} is ${folder.lab}.`,
      [`Its labtest.yaml says so. Another folder: labtest --lab ${flags.lab} --solution DIR`],
    );
  }
  const labs = named ?? (await openLabs(folder.tests));
  const known = labs.lab(folder.lab);
  const course = await loadCourse(flags.course, folder.root);
  const spec = await gradedBy(course, known);
  return { folder, spec, code: await labs.codeOf(known) };
}
