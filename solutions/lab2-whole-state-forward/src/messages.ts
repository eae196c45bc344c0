import { Message } from 'labtest';
import type { View } from 'labtest/lab2';
import type { AMOApplication, AMOCommand, AMOResult } from './amo-application.js';

/** Client to primary. */
export class Request extends Message {
  constructor(readonly command: AMOCommand) {
    super();
  }
}

/** Primary to client. */
export class Reply extends Message {
  constructor(readonly result: AMOResult) {
    super();
  }
}

/**
 * Primary to backup: the whole state and the command to execute on it, number `updateNum` of this
 * view. Number 0 has no command: it is the state transfer with which the view begins.
 */
export class Update extends Message {
  constructor(
    readonly view: View,
    readonly updateNum: number,
    readonly app: AMOApplication,
    readonly command: AMOCommand | null,
  ) {
    super();
  }
}

/** Backup to primary: I have the state after this update. */
export class UpdateAck extends Message {
  constructor(
    readonly viewNum: number,
    readonly updateNum: number,
  ) {
    super();
  }
}
