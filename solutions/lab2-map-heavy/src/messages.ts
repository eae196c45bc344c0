import { Message, Timer, type Address, type Application, type Command, type Result } from 'labtest';
import type { View } from 'labtest/lab2';

/** What a client's number `sequenceNum` was answered. */
export type Answer = { readonly sequenceNum: number; readonly result: Result };
/** What a client asks for. */
export type Question = { readonly sequenceNum: number; readonly command: Command };

export class Request extends Message {
  constructor(readonly question: Question) {
    super();
  }
}

export class Reply extends Message {
  constructor(readonly answer: Answer) {
    super();
  }
}

export class Update extends Message {
  constructor(
    readonly viewNum: number,
    readonly client: Address,
    readonly question: Question,
  ) {
    super();
  }
}

export class UpdateAck extends Message {
  constructor(
    readonly viewNum: number,
    readonly client: Address,
    readonly sequenceNum: number,
  ) {
    super();
  }
}

export class Copy extends Message {
  constructor(
    readonly view: View,
    readonly app: Application,
    readonly answers: Map<Address, Answer>,
  ) {
    super();
  }
}

export class CopyAck extends Message {
  constructor(readonly viewNum: number) {
    super();
  }
}

export const RESEND_MILLIS = 40;

/** Primary: the backup may have missed something. Runs all the time. */
export class ResendTimer extends Timer {}

export class ClientTimer extends Timer {
  constructor(readonly sequenceNum: number) {
    super();
  }
}
