import { bindLab, type CompiledLab } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import { boxedSources, type LabTerms } from '../given/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { ProcessLine } from './process-line.js';
import { HANDLER_MAX_MS, RemoteLab, type RemoteLabOptions } from './remote-lab.js';

/** A lab in its own process, started by the given command. */
export class LabProcess extends RemoteLab {
  constructor(
    lab: CompiledLab,
    terms: LabTerms,
    classes: ClassTable,
    command: BoxCommand,
    options: RemoteLabOptions = {},
  ) {
    const handlerMaxMs = options.handlerMaxMs ?? HANDLER_MAX_MS;
    const bound = bindLab(lab, terms);
    const given = boxedSources(bound.terms.given);
    const boxed = { ...bound, terms: { ...bound.terms, given } };
    super(lab, classes, new ProcessLine(boxed, classes, command, handlerMaxMs));
  }
}
