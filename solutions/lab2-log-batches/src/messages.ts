import { Message, Timer, type Result } from 'labtest';
import type { View } from 'labtest/lab2';
import type { Entry, Machine } from './machine.js';

export class Submit extends Message {
  constructor(readonly entry: Entry) {
    super();
  }
}

export class Outcome extends Message {
  constructor(
    readonly serial: bigint,
    readonly result: Result,
  ) {
    super();
  }
}

/** The whole state with which the log of a view begins. */
export class Base extends Message {
  constructor(
    readonly view: View,
    readonly machine: Machine,
  ) {
    super();
  }
}

export class BaseHeld extends Message {
  constructor(readonly viewNum: number) {
    super();
  }
}

/** All entries of a view's log that the backup has not confirmed; the first has number `from`. */
export class Entries extends Message {
  constructor(
    readonly viewNum: number,
    readonly from: bigint,
    readonly entries: readonly Entry[],
  ) {
    super();
  }
}

/** The backup has applied this view's log before number `upTo`. */
export class Confirm extends Message {
  constructor(
    readonly viewNum: number,
    readonly upTo: bigint,
  ) {
    super();
  }
}

export const REPEAT_MILLIS = 40;

/** The primary sends again what its backup has not confirmed. */
export class RepeatTimer extends Timer {
  constructor(readonly viewNum: number) {
    super();
  }
}

export class ClientTimer extends Timer {
  constructor(readonly serial: bigint) {
    super();
  }
}
