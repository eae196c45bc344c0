import type { Harden } from 'ses';
import { BadState } from '../canon/index.js';
import { InvariantError, LabFault } from '../support/index.js';
import { BudgetSpent } from './budget-spent.js';
import { copyOrdersUnseen } from './copying-collections.js';
import { watchOrderReads } from './order-reads.js';
import { quickRequire } from './quick-require.js';

/** A compartment with its own globals, in which a lab is evaluated. */
export interface LabCompartment {
  readonly globalThis: object;
  evaluate(code: string, options: object): unknown;
}

/** What SES adds to a locked-down realm. */
interface LockedRealm {
  readonly harden: Harden;
  readonly Compartment: new () => LabCompartment;
  /** The stack of an error; lab code itself cannot read one. */
  readonly getStackString: (error: Error) => string;
}

/** Errors that the harness throws where a lab's code can catch them. */
const HOST_ERRORS: readonly { readonly prototype: object }[] = [
  BadState,
  BudgetSpent,
  InvariantError,
  LabFault,
];

let realm: LockedRealm | undefined;

/**
 * Freezes the language's own objects in this thread and removes everything nondeterministic. This
 * is permanent: call it only in a thread or process that runs labs. Calling it again does nothing.
 */
export function lockdownRealm(): void {
  if (realm !== undefined) return;
  const scope = globalThis as unknown as LockedRealm & { lockdown?: (options: object) => void };
  // Newer engines have it, and it returns promises.
  Reflect.deleteProperty(Array, 'fromAsync');
  watchOrderReads();
  const withNatives = copyOrdersUnseen();
  // Required rather than imported: the prebuilt bundle starts faster, and only where it is needed.
  quickRequire('ses');
  scope.lockdown?.({
    errorTaming: 'safe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    overrideTaming: 'severe',
    consoleTaming: 'unsafe',
    stackFiltering: 'verbose',
    localeTaming: 'safe',
    reporting: 'none',
  });
  withNatives();
  for (const kind of HOST_ERRORS) {
    // A lab that catches one can reach its prototype, but not its class: only the tamed Error.
    Object.defineProperty(kind.prototype, 'constructor', { value: Error.prototype.constructor });
    scope.harden(kind);
    scope.harden(kind.prototype);
  }
  realm = {
    harden: scope.harden,
    Compartment: scope.Compartment,
    getStackString: scope.getStackString,
  };
}

/** The stack of an error, even in a locked-down realm, which hides it. */
export function stackOf(error: Error): string {
  return realm?.getStackString(error) ?? error.stack ?? '';
}

/** This thread's locked-down realm; locks it down first if needed. */
export function lockedRealm(): LockedRealm {
  lockdownRealm();
  return realm as LockedRealm;
}
