/**
 * What labs hand out: commands, messages, timers and constants, by the module that a student
 * imports them from; and what a lab has to export in return. Every lab may use `labtest` and
 * `labtest/kvstore`; a lab's own modules are found by their address.
 *
 * Invariant: the harness uses these very classes, so a lab's own file of the same name changes
 * nothing. Knows no lab.
 */
export type { ExpectedExport, ExpectedExports } from './expected-exports.js';
export { boxedSources, GivenModules, type GivenSource } from './given-modules.js';
export { BARE_TERMS, loadTerms, type LabTerms, type LabTermsData } from './terms.js';
export { importModule, moduleAddress, type ModuleContents } from './import-module.js';
