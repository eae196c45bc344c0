import { Node, type Address, type Client } from 'labtest';
import { RETRY_MILLIS, type Add, type Total } from 'labtest/counter';
import { Request, RetryTimer, type Reply } from './messages.js';

export class CounterClient extends Node implements Client {
  number = 0;
  command: Add | undefined;
  result: Total | undefined;

  constructor(
    address: Address,
    readonly server: Address,
  ) {
    super(address);
  }

  init(): void {}

  sendCommand(command: Add): void {
    this.number++;
    this.command = command;
    this.result = undefined;
    this.send(new Request(this.number, command), this.server);
    this.set(new RetryTimer(this.number), RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Total {
    return this.result as Total;
  }

  handleReply({ number, result }: Reply): void {
    if (number === this.number) this.result = result;
  }

  onRetryTimer(timer: RetryTimer): void {
    if (timer.number !== this.number || this.hasResult() || this.command === undefined) return;
    this.send(new Request(this.number, this.command), this.server);
    this.set(timer, RETRY_MILLIS);
  }
}
