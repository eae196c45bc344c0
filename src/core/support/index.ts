/**
 * What every part may lean on: errors by whose fault they are, the one source of randomness, and how
 * files are written.
 *
 * Invariant: imports nothing from the rest of core.
 */
export { CAUSES, type Cause } from './cause.js';
export { assert, InvariantError, unreachable, UsageError } from './errors.js';
export type { UsageCode } from './errors.js';
export {
  formatPlace,
  LabFault,
  type LabFaultData,
  type LabFaultKind,
  type SourcePlace,
} from './lab-fault.js';
export { lackIn, lackOf, MachineLimit, whyUnwritten } from './machine-limit.js';
export { Random } from './random.js';
export { writeWhole } from './write-whole.js';
