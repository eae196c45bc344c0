/**
 * The known-wrong variants of lab 2: read them, and write one as a complete lab folder.
 *
 * Invariant: a mutant is its base and the replacements its file names; each matches one place.
 */
export { materialise } from './materialise.js';
export {
  correctSolutions,
  mutantNames,
  readMutant,
  solutionFolder,
  type Mutant,
  type Replacement,
} from './mutant.js';
