import { Message, Timer } from 'labtest';
import type { View } from 'labtest/lab2';
import type { AMOApplication, AMOCommand, AMOResult } from './amo.js';

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

/** What servers say to each other is about one view. */
export abstract class Internal extends Message {
  constructor(readonly view: View) {
    super();
  }
}

export class Replicate extends Internal {
  constructor(
    view: View,
    readonly command: AMOCommand,
  ) {
    super(view);
  }
}

export class Replicated extends Internal {
  constructor(
    view: View,
    readonly command: AMOCommand,
  ) {
    super(view);
  }
}

export class Initialize extends Internal {
  constructor(
    view: View,
    readonly app: AMOApplication,
  ) {
    super(view);
  }
}

export class Initialized extends Internal {}

export class ClientTimer extends Timer {
  readonly #sequenceNum: number;

  constructor(command: AMOCommand) {
    super();
    this.#sequenceNum = command.sequenceNum;
  }

  isAbout(command: AMOCommand | null): boolean {
    return command?.sequenceNum === this.#sequenceNum;
  }
}
