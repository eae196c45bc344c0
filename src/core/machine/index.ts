/**
 * What the harness needs from its machine: atomic file writes, and messages for what the machine
 * does not give (disk, files, processes, threads, memory).
 *
 * Invariant: knows nothing of labs and tests. What the machine refuses is reported as the machine's
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
