/**
 * Which tests there are, and which lab they are for: lab-tests.yaml, labtest.yaml, the selection of
 * tests by number.
 *
 * Invariant: everything it returns has been checked; a mistake in a file is reported by line and
 * column, and an unknown number with similar ones. Holds no test code.
 */
export { COURSE_FILE, gradedBy, loadCourse } from './course.js';
export type { Course, LateRule, Override, Visibility } from './course-schema.js';
export { earnedOf, roundedToHundredths, type Earned } from './earned.js';
export { findLabFolder, type LabFolder } from './lab-folder.js';
export {
  compileRegistry,
  findLabSpec,
  loadLabSpec,
  loadRegistry,
  readRegistry,
} from './load-registry.js';
export { patternsOfFlags, selectTests, type Selected } from './select.js';
export {
  compareNumbers,
  type LabSpec,
  type RunTestSpec,
  type SearchTestSpec,
  type TestSpec,
} from './test-spec.js';
