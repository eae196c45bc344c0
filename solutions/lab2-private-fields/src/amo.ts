import { Command, Result, type Address, type Application } from 'labtest';

export class AMOCommand extends Command {
  readonly #command: Command;
  readonly #client: Address;
  readonly #sequenceNum: number;

  constructor(command: Command, client: Address, sequenceNum: number) {
    super();
    this.#command = command;
    this.#client = client;
    this.#sequenceNum = sequenceNum;
  }

  get command(): Command {
    return this.#command;
  }

  get client(): Address {
    return this.#client;
  }

  get sequenceNum(): number {
    return this.#sequenceNum;
  }
}

export class AMOResult extends Result {
  readonly #result: Result;
  readonly #sequenceNum: number;

  constructor(result: Result, sequenceNum: number) {
    super();
    this.#result = result;
    this.#sequenceNum = sequenceNum;
  }

  get result(): Result {
    return this.#result;
  }

  answers(command: AMOCommand | null): boolean {
    return command?.sequenceNum === this.#sequenceNum;
  }

  isAtLeast(command: AMOCommand): boolean {
    return this.#sequenceNum >= command.sequenceNum;
  }
}

export class AMOApplication {
  readonly #application: Application;
  readonly #lastResults = new Map<Address, AMOResult>();

  constructor(application: Application) {
    this.#application = application;
  }

  execute(command: AMOCommand): AMOResult {
    const last = this.#lastResults.get(command.client);
    if (last?.isAtLeast(command)) return last;
    const result = new AMOResult(this.#application.execute(command.command), command.sequenceNum);
    this.#lastResults.set(command.client, result);
    return result;
  }

  alreadyExecuted(command: AMOCommand): boolean {
    return this.#lastResults.get(command.client)?.isAtLeast(command) ?? false;
  }
}
