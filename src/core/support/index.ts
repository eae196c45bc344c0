/**
 * What every part may lean on: errors by whose fault they are, and the one source of randomness.
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
export { Random } from './random.js';
