import { Command, Result, type Address, type Application } from 'labtest';

/** A command with what tells it from every other. */
export class AMOCommand extends Command {
  constructor(
    readonly command: Command,
    readonly client: Address,
    readonly sequenceNum: number,
  ) {
    super();
  }
}

/** A result with the number of the command it answers. */
export class AMOResult extends Result {
  constructor(
    readonly result: Result,
    readonly sequenceNum: number,
  ) {
    super();
  }
}

/** Makes an application execute each command at most once. Bring yours along from lab 1. */
export class AMOApplication {
  constructor(private readonly application: Application) {
    // Your code here...
  }

  /** Executes the command unless that was done before. Returns its result either way. */
  execute(command: AMOCommand): AMOResult {
    // Your code here: this executes the command every time...
    const result = this.application.execute(command.command);
    return new AMOResult(result, command.sequenceNum);
  }

  alreadyExecuted(_command: AMOCommand): boolean {
    // Your code here...
    return false;
  }
}
