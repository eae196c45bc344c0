import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS } from 'labtest/lab1';
import { AMOCommand } from './amo-application.js';
import { type Reply, Request } from './messages.js';
import { ClientTimer } from './timers.js';

/** Sends one command at a time to the server, again and again until it is answered. */
export class SimpleClient extends Node implements Client {
  private sequenceNum = 0;
  /** The command that waits for its result. */
  private outstanding: AMOCommand | null = null;
  private result: Result | undefined;

  constructor(
    address: Address,
    private readonly server: Address,
  ) {
    super(address);
  }

  init(): void {
    // Nothing to start with.
  }

  sendCommand(command: Command): void {
    this.sequenceNum++;
    this.outstanding = new AMOCommand(command, this.address, this.sequenceNum);
    this.result = undefined;
    this.send(new Request(this.outstanding), this.server);
    this.set(new ClientTimer(this.sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.result;
  }

  handleReply({ result }: Reply): void {
    if (this.outstanding?.sequenceNum !== result.sequenceNum) return;
    this.outstanding = null;
    this.result = result.result;
  }

  onClientTimer(timer: ClientTimer): void {
    if (this.outstanding?.sequenceNum !== timer.sequenceNum) return;
    this.send(new Request(this.outstanding), this.server);
    this.set(timer, CLIENT_RETRY_MILLIS);
  }
}
