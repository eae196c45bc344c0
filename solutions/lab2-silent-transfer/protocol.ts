import { Command, Message, Result, Timer, type Address, type Application } from 'labtest';
import type { View } from 'labtest/lab2';

/** A command with its client's number. */
export class AMOCommand extends Command {
  constructor(
    readonly command: Command,
    readonly client: Address,
    readonly sequenceNum: number,
  ) {
    super();
  }

  isSameAs(other: AMOCommand | null): boolean {
    return other?.client === this.client && other.sequenceNum === this.sequenceNum;
  }
}

export class AMOResult extends Result {
  constructor(
    readonly result: Result,
    readonly sequenceNum: number,
  ) {
    super();
  }
}

/** An application with the last result of every client. This is what a state transfer moves. */
export class AMOApplication {
  private readonly results = new Map<Address, AMOResult>();

  constructor(private readonly app: Application) {}

  execute(command: AMOCommand): void {
    if (this.alreadyExecuted(command)) return;
    const result = this.app.execute(command.command);
    this.results.set(command.client, new AMOResult(result, command.sequenceNum));
  }

  alreadyExecuted(command: AMOCommand): boolean {
    const last = this.lastResult(command.client);
    return last !== undefined && last.sequenceNum >= command.sequenceNum;
  }

  lastResult(client: Address): AMOResult | undefined {
    return this.results.get(client);
  }
}

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

export class ForwardRequest extends Message {
  constructor(
    readonly viewNum: number,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

export class ForwardReply extends Message {
  constructor(
    readonly viewNum: number,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

export class Transfer extends Message {
  constructor(
    readonly view: View,
    readonly app: AMOApplication,
  ) {
    super();
  }
}

export class TransferDone extends Message {
  constructor(readonly viewNum: number) {
    super();
  }
}

export const SERVER_RETRY_MILLIS = 30;

/** Send the state again if the backup of this view has not taken it. */
export class TransferTimer extends Timer {
  constructor(readonly viewNum: number) {
    super();
  }
}

/** Send the operation again if the backup has not executed it. */
export class ForwardTimer extends Timer {
  constructor(
    readonly viewNum: number,
    readonly command: AMOCommand,
  ) {
    super();
  }
}

export class ClientTimer extends Timer {
  constructor(readonly sequenceNum: number) {
    super();
  }
}
