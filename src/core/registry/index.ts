/**
 * Which tests there are, and which lab they are for: lab-tests.yaml, labtest.yaml, the choice of
 * tests by number, and the folder a lab begins with.
 *
 * Invariant: what comes out of here has been checked; a mistake in a file is told by line and
 * column, and an unknown number by the near ones. Holds no code of any test.
 */
export { handOutLab } from './hand-out.js';
export { findLabFolder, type LabFolder } from './lab-folder.js';
export { compileRegistry, loadLabSpec, loadRegistry } from './load-registry.js';
export { patternsOfFlags, selectTests, type Selected } from './select.js';
export {
  compareNumbers,
  type LabSpec,
  type RunTestSpec,
  type SearchTestSpec,
  type TestSpec,
} from './test-spec.js';
