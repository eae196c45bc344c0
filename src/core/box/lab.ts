import type { ClassTable } from '../canon/index.js';
import type { LabFault } from '../support/index.js';

/** A loaded lab as its host needs it. The loader returns one; tests may pass their own. */
export interface Lab {
  readonly classes: ClassTable;
  /** Refills the step budget; called before any of the lab's code runs. */
  readonly budget: { reset(): void };
  /** Makes an instance of an exported class. Throws `LabFault`. */
  construct(exportName: string, args: readonly unknown[]): object;
  /** What a thrown value means to the student; `doing` says what ran: `Server.onRetryTimer`. */
  faultOf(thrown: unknown, doing: string): LabFault;
  /** Throws `LabFault` if the last call changed what all nodes share. Omitted if nothing can. */
  checkShared?(doing: string): void;
}
