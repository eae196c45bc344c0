import { Command, Result } from 'labtest';

/** Adds to the counter. Students import it from 'labtest/counter'. */
export class Add extends Command {
  readonly amount: number;
  constructor(amount: number) {
    super();
    this.amount = amount;
  }
}

/** The counter after an {@link Add}. */
export class Total extends Result {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
}

/** How long a client waits before it sends again, in milliseconds. */
export const RETRY_MILLIS = 100;
