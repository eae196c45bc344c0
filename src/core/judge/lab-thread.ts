import type { CompiledLab } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import { HANDLER_MAX_MS, RemoteLab, type RemoteLabOptions } from './remote-lab.js';
import { ThreadLine } from './thread-line.js';

/** A lab in a thread of its own, locked down. */
export class LabThread extends RemoteLab {
  constructor(lab: CompiledLab, classes: ClassTable, options: RemoteLabOptions = {}) {
    super(lab, classes, new ThreadLine(lab, options.handlerMaxMs ?? HANDLER_MAX_MS));
  }
}
