import type { CompiledLab } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import type { LabTerms } from '../given/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { LabThread } from './lab-thread.js';
import type { RemoteLab, RemoteLabOptions } from './remote-lab.js';

/**
 * Where a lab's code runs. `thread`: in a thread of the process that judges, which is fast and safe
 * enough for one's own code. `process`: in one of its own, started by this command.
 */
export type LabPlace =
  { readonly transport: 'thread' } | { readonly transport: 'process'; readonly start: BoxCommand };

/** A lab that can be asked, in the place where its code is to run. */
export async function openLab(
  lab: CompiledLab,
  terms: LabTerms,
  classes: ClassTable,
  place: LabPlace,
  options: RemoteLabOptions = {},
): Promise<RemoteLab> {
  if (place.transport === 'thread') return new LabThread(lab, terms, classes, options);
  // Only who needs it pays for what reads answers of somebody who may lie.
  const { LabProcess } = await import('./lab-process.js');
  return new LabProcess(lab, terms, classes, place.start, options);
}
