import { LabFault, type LabFaultData } from '../support/index.js';

/** Throws the faults as one, if there are any. */
export function refuse(faults: readonly LabFaultData[]): void {
  const [first, ...others] = faults;
  if (first !== undefined) throw new LabFault({ ...first, others });
}
