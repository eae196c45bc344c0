/**
 * What the harness asks of the machine it runs on: files written whole, and words for what it does
 * not get (disk, files, processes, threads, memory).
 *
 * Invariant: knows nothing of labs and tests. What the machine refuses is said as the machine's
 * fault, so that it never becomes a verdict.
 */
export {
  KILLED,
  lackIn,
  lackOf,
  MachineLimit,
  refusedPlace,
  whyUnwritten,
} from './machine-limit.js';
export { writeWhole } from './write-whole.js';
