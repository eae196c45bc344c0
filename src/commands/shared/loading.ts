import path from 'node:path';
import type { CompiledLab } from '../../core/box/index.js';
import { compileLab } from '../../core/compile/index.js';
import { GivenModules } from '../../core/given/index.js';
import { placesIn, renderFault } from '../../core/report/index.js';
import { LabFault, shownData, UsageError } from '../../core/support/index.js';
import type { ChosenLab } from './lab-of.js';

/**
 * Runs code that loads a folder's lab, for a command that does not run its tests.
 *
 * @throws UsageError LT010 when it does not load
 */
export async function loading<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    const solution = path.relative(process.cwd(), folder) || '.';
    const [message = '', ...rest] = renderFault(shownData(error.data), placesIn('.', folder));
    throw new UsageError('LT010', `The lab in ${solution} does not load: ${message}`, rest);
  }
}

/**
 * The code of a lab's folder, compiled.
 *
 * @throws UsageError LT010 when it does not load
 */
export async function compiledOf({
  code,
  folder,
}: Pick<ChosenLab, 'code' | 'folder'>): Promise<CompiledLab> {
  const given = await GivenModules.load(code.given);
  return loading(folder.solution, () => compileLab(folder.solution, given));
}
