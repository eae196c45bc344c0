import { bindLab, type CompiledLab } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import type { LabTerms } from '../given/index.js';
import { HANDLER_MAX_MS, RemoteLab, type RemoteLabOptions } from './remote-lab.js';
import { ThreadLine } from './thread-line.js';

/** A lab in its own thread, locked down. */
export class LabThread extends RemoteLab {
  constructor(
    lab: CompiledLab,
    terms: LabTerms,
    classes: ClassTable,
    options: RemoteLabOptions = {},
  ) {
    super(
      lab,
      classes,
      new ThreadLine(bindLab(lab, terms), options.handlerMaxMs ?? HANDLER_MAX_MS),
    );
  }
}
