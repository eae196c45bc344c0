import { Message } from 'labtest';
import type { View } from 'labtest/lab2';
import type { AMOApplication, AMOCommand, AMOResult } from './at-most-once.js';

export class Request extends Message {
  constructor(readonly command: AMOCommand) {
    super();
  }
}

export class Reply extends Message {
  constructor(readonly result: AMOResult) {
    super();
  }
}

/** Server to client: ask the primary of this view, not me. */
export class Redirect extends Message {
  constructor(readonly view: View) {
    super();
  }
}

/** Server to server: the newest view I know. */
export class Gossip extends Message {
  constructor(readonly view: View) {
    super();
  }
}

export class Forward extends Message {
  constructor(
    readonly view: View,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

export class ForwardReply extends Message {
  constructor(
    readonly view: View,
    readonly command: AMOCommand,
    readonly accepted: boolean,
  ) {
    super();
  }
}

export class State extends Message {
  constructor(
    readonly view: View,
    readonly app: AMOApplication,
  ) {
    super();
  }
}

export class StateReply extends Message {
  constructor(readonly view: View) {
    super();
  }
}
