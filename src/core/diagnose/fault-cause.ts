import { unreachable, type Cause, type LabFaultData } from '../support/index.js';

/** The cause that a fault of the lab's code shows by itself. */
export function causeOfFault({ kind, cause }: LabFaultData): Cause | undefined {
  if (cause !== undefined) return cause;
  switch (kind) {
    case 'export':
      return 'export-missing';
    case 'no-handler':
      return 'no-handler';
    case 'budget':
      return 'handler-does-not-end';
    case 'exception':
      return 'handler-throws';
    case 'state':
    case 'process':
    case 'load':
    case 'call':
    case 'test':
      return undefined;
    default:
      return unreachable(kind);
  }
}
