import { Message } from 'labtest';
import type { View } from 'labtest/lab2';
import type { AMOApplication, AMOCommand, AMOResult } from './at-most-once.js';

export class Request extends Message {
  readonly command: AMOCommand;
  constructor(command: AMOCommand) {
    super();
    this.command = command;
  }
}

export class Reply extends Message {
  readonly result: AMOResult;
  constructor(result: AMOResult) {
    super();
    this.result = result;
  }
}

/** To a client that asked a server which is not the primary. */
export class NotPrimary extends Message {}

/** Everything between primary and backup names the view it belongs to. */
abstract class ViewMessage extends Message {
  readonly view: View;
  constructor(view: View) {
    super();
    this.view = view;
  }
}

export class Backup extends ViewMessage {
  readonly command: AMOCommand;
  constructor(view: View, command: AMOCommand) {
    super(view);
    this.command = command;
  }
}

export class BackedUp extends ViewMessage {
  readonly command: AMOCommand;
  constructor(view: View, command: AMOCommand) {
    super(view);
    this.command = command;
  }
}

export class Install extends ViewMessage {
  readonly app: AMOApplication;
  constructor(view: View, app: AMOApplication) {
    super(view);
    this.app = app;
  }
}

export class Installed extends ViewMessage {}
