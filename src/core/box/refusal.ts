import { LabFault, type LabFaultData } from '../support/index.js';

/** Nobody reads more mistakes, or a longer sentence about one. */
const FAULTS_MAX = 200;
const MESSAGE_CHARS_MAX = 1000;

/** Throws the faults as one, if there are any. */
export function refuse(faults: readonly LabFaultData[]): void {
  const [first, ...others] = faults.slice(0, FAULTS_MAX).map((fault) => ({
    ...fault,
    message: cut(fault.message),
  }));
  if (first !== undefined) throw new LabFault({ ...first, others });
}

function cut(message: string): string {
  return message.length > MESSAGE_CHARS_MAX ? `${message.slice(0, MESSAGE_CHARS_MAX)}…` : message;
}
