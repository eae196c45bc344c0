/**
 * The language boundary: makes of a student's folder a lab that can be run. The files are bundled
 * behind an import jail, checked, transformed (steps are counted, `#private` fields are visible)
 * and evaluated in a locked-down compartment.
 *
 * Invariant: code of a lab reaches nothing but the language, the given modules and its own files;
 * what it does depends on nothing but its input; every refusal is one `LabFault` that says where
 * and what to do instead.
 */
export { compileLab } from './compile.js';
export type { CompiledLab } from './compiled-lab.js';
export { loadLab, type LoadedLab, type LoadOptions, type StepBudget } from './load.js';
export { lockdownRealm } from './lockdown.js';
