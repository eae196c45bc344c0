import { Message, type Address } from 'labtest';
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

/** Primary to the store of its backup: execute this. */
export class Forward extends Message {
  constructor(
    readonly viewNum: number,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

/** The backup's store to the primary: this command is executed. */
export class ForwardAck extends Message {
  constructor(
    readonly viewNum: number,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

/** Primary to the store of its new backup: the complete state with which this view begins. */
export class StateTransfer extends Message {
  constructor(
    readonly view: View,
    readonly app: AMOApplication,
  ) {
    super();
  }
}

/** The backup's store to the primary: I hold the state with which this view begins. */
export class StateTransferAck extends Message {
  constructor(readonly viewNum: number) {
    super();
  }
}

/** A part of a node to the node: there is a newer view. */
export class NewView extends Message {
  constructor(readonly view: View) {
    super();
  }
}

/** The view server to its desk: somebody asks for the view, and pings if it names a number. */
export class Asked extends Message {
  constructor(
    readonly who: Address,
    readonly viewNum: number | null,
  ) {
    super();
  }
}
