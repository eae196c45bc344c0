/**
 * Where labs come from: those of this package, and those of a folder that somebody else wrote, for
 * which there is nothing to build: its TypeScript is compiled when it is used.
 *
 * Invariant: a lab from outside and one of this package are the same to everybody else: a
 * `LabSpec`, where its code is, and what that code exports. Mistakes in them are their author's,
 * and are reported with file and line.
 */
export { openLabs, type LabSet } from './lab-set.js';
export { authorsMistake } from './author-code.js';
export { loadDefinition } from './definition.js';
export { loadKnownLab, type KnownLab } from './known-lab.js';
export { handOutLab } from './hand-out.js';
export { updateHandOut, type HandOutUpdate } from './update-hand-out.js';
export { variantsOf, type LabVariant } from './lab-variants.js';
export { newLab } from './new-lab.js';
export { installLab, type LabBundle } from './install-lab.js';
export type { LabCode } from './lab-code.js';
