import { Command, Result, type Address, type Application } from 'labtest';

export class AMOCommand extends Command {
  readonly command: Command;
  readonly client: Address;
  readonly sequenceNum: number;

  constructor(command: Command, client: Address, sequenceNum: number) {
    super();
    this.command = command;
    this.client = client;
    this.sequenceNum = sequenceNum;
  }
}

export class AMOResult extends Result {
  readonly result: Result;
  readonly sequenceNum: number;

  constructor(result: Result, sequenceNum: number) {
    super();
    this.result = result;
    this.sequenceNum = sequenceNum;
  }
}

/** Executes every client's commands in order and each at most once. */
export class AMOApplication implements Application {
  private readonly application: Application;
  private readonly executed: { [client: Address]: AMOResult } = {};

  constructor(application: Application) {
    this.application = application;
  }

  execute(command: Command): AMOResult {
    if (!(command instanceof AMOCommand)) throw new Error('an AMOApplication needs AMOCommands');
    const { client, sequenceNum } = command;
    if (!this.alreadyExecuted(command)) {
      const result = this.application.execute(command.command);
      this.executed[client] = new AMOResult(result, sequenceNum);
    }
    return this.executed[client]!;
  }

  alreadyExecuted({ client, sequenceNum }: AMOCommand): boolean {
    return (this.executed[client]?.sequenceNum ?? 0) >= sequenceNum;
  }
}
