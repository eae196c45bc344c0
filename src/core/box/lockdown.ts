import type { Harden } from 'ses';
import { BadState } from '../canon/index.js';
import { InvariantError, LabFault } from '../support/index.js';
import { BudgetSpent } from './budget-spent.js';
import { copyOrdersUnseen } from './copying-collections.js';
import { watchOrderReads } from './order-reads.js';
import { quickRequire } from './quick-require.js';

/** A place with globals of its own, where a lab is evaluated. */
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

/** What the harness throws where a lab's code can catch it. */
const HOST_ERRORS: readonly { readonly prototype: object }[] = [
  BadState,
  BudgetSpent,
  InvariantError,
  LabFault,
];

let realm: LockedRealm | undefined;

/**
 * Freezes the language's own objects in this thread and takes what is not deterministic from
 * them. For good: call it only in a thread or process that runs labs. Calling it again is nothing.
 */
export function lockdownRealm(): void {
  if (realm !== undefined) return;
  const scope = globalThis as unknown as LockedRealm & { lockdown?: (options: object) => void };
  // Newer engines have it; it hands out promises.
  Reflect.deleteProperty(Array, 'fromAsync');
  watchOrderReads();
  const withNatives = copyOrdersUnseen();
  // Required and not imported: the prebuilt bundle starts faster, and only where it is needed.
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
    // A lab that catches one gets at its prototype, but not at its class: only at the tamed Error.
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

/** The stack of an error, also where the realm is locked down and hides it. */
export function stackOf(error: Error): string {
  return realm?.getStackString(error) ?? error.stack ?? '';
}

/** The locked-down realm of this thread; locks it down if that was not done yet. */
export function lockedRealm(): LockedRealm {
  lockdownRealm();
  return realm as LockedRealm;
}
