import {
  findLabFolder,
  loadLabSpec,
  type LabFolder,
  type LabSpec,
} from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';

/** The lab that a command works on. */
export interface ChosenLab {
  readonly spec: LabSpec;
  readonly folder: LabFolder;
}

/** The lab in `--solution`, or around the current folder. */
export async function labOf(flags: {
  readonly solution?: string | undefined;
  readonly lab?: string | undefined;
}): Promise<ChosenLab> {
  const folder = await findLabFolder(process.cwd(), flags.solution, flags.lab);
  if (flags.lab !== undefined && flags.lab !== folder.lab) {
    throw new UsageError(
      'LT004',
      `--lab ${flags.lab}: the lab in ${folder.root} is ${folder.lab}.`,
      [`Its labtest.yaml says so. Another folder: labtest --lab ${flags.lab} --solution DIR`],
    );
  }
  return { folder, spec: await loadLabSpec(folder.lab) };
}
