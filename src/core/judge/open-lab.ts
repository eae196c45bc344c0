import type { CompiledLab } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import type { LabTerms } from '../given/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { LabThread } from './lab-thread.js';
import type { RemoteLab, RemoteLabOptions } from './remote-lab.js';

/**
 * Where a lab's code runs. `thread`: in a thread of the judging process, which is fast, and safe
 * enough for one's own code. `process`: in its own process, started by this command.
 */
export type LabPlace =
  { readonly transport: 'thread' } | { readonly transport: 'process'; readonly start: BoxCommand };

/** Opens a lab in the place where its code is to run. */
export async function openLab(
  lab: CompiledLab,
  terms: LabTerms,
  classes: ClassTable,
  place: LabPlace,
  options: RemoteLabOptions = {},
): Promise<RemoteLab> {
  if (place.transport === 'thread') return new LabThread(lab, terms, classes, options);
  // Only those who need it pay for loading the reader of untrusted answers.
  const { LabProcess } = await import('./lab-process.js');
  return new LabProcess(lab, terms, classes, place.start, options);
}
