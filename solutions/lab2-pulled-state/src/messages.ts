import { Message, Timer, type Address, type Application, type Command, type Result } from 'labtest';
import type { View } from 'labtest/lab2';

/** Plain objects travel: what they are is said by the message around them. */
export interface Order {
  readonly by: Address;
  readonly num: number;
  readonly command: Command;
}

export interface Served {
  readonly by: Address;
  readonly num: number;
  readonly result: Result;
}

export class Please extends Message {
  constructor(readonly order: Order) {
    super();
  }
}

export class ThereYouGo extends Message {
  constructor(readonly served: Served) {
    super();
  }
}

/** To a client: I am not the primary, and this is the newest view I know of. */
export class Sorry extends Message {
  constructor(readonly viewNum: number) {
    super();
  }
}

/** Backup to primary: I am your backup in this view and have nothing yet. */
export class WantState extends Message {
  constructor(readonly view: View) {
    super();
  }
}

export class State extends Message {
  constructor(
    readonly viewNum: number,
    readonly app: Application,
    readonly served: readonly Served[],
  ) {
    super();
  }
}

/** Backup to primary: I have the state and `count` orders of this view; what is next? */
export class WantOrder extends Message {
  constructor(
    readonly viewNum: number,
    readonly count: number,
  ) {
    super();
  }
}

export class NextOrder extends Message {
  constructor(
    readonly viewNum: number,
    readonly count: number,
    readonly order: Order,
  ) {
    super();
  }
}

export class AgainTimer extends Timer {
  constructor(readonly num: number) {
    super();
  }
}
