import { createRequire } from 'node:module';
import type { Harden } from 'ses';

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

let realm: LockedRealm | undefined;

/**
 * Freezes the language's own objects in this thread and takes what is not deterministic from
 * them. For good: call it only in a thread or process that runs labs. Calling it again is nothing.
 */
export function lockdownRealm(): void {
  if (realm !== undefined) return;
  const scope = globalThis as unknown as LockedRealm & { lockdown?: (options: object) => void };
  // Required and not imported: the prebuilt bundle starts faster, and only where it is needed.
  createRequire(import.meta.url)('ses');
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
  realm = {
    harden: scope.harden,
    Compartment: scope.Compartment,
    getStackString: scope.getStackString,
  };
}

/** The locked-down realm of this thread; locks it down if that was not done yet. */
export function lockedRealm(): LockedRealm {
  lockdownRealm();
  return realm as LockedRealm;
}
