/**
 * Where labs come from: this package, or a folder that somebody else wrote. That one needs no build
 * step: its TypeScript is compiled on use.
 *
 * Invariant: everybody else treats a lab from outside like one of this package's: a `LabSpec`, the
 * place of its code, and what that code exports. Mistakes in it are its author's, and are reported
 * with file and line.
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
