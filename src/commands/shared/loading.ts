import path from 'node:path';
import { placesIn, renderFault } from '../../core/report/index.js';
import { LabFault, shownData, UsageError } from '../../core/support/index.js';

/**
 * Does what loads the lab of a folder, for a command that is not about its tests.
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
