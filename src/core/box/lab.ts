import type { ClassTable } from '../canon/index.js';
import type { LabFault } from '../support/index.js';

/**
 * A loaded lab as its host needs it; what the sandbox's loader gives. Tests may hand in their own.
 */
export interface Lab {
  readonly classes: ClassTable;
  /** Refills the step budget; called before anything of the lab's runs. */
  readonly budget: { reset(): void };
  /** Makes an instance of an exported class. Throws `LabFault`. */
  construct(exportName: string, args: readonly unknown[]): object;
  /** What a thrown value means to the student; `doing` says what ran: `Server.onRetryTimer`. */
  faultOf(thrown: unknown, doing: string): LabFault;
  /** Throws `LabFault` when what just ran changed what all nodes share; left out, none do. */
  checkShared?(doing: string): void;
}
