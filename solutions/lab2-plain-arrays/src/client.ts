import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, View, type ViewReply } from 'labtest/lab2';
import { ClientTimer, type Reply, Request } from './messages';
import type { Operation } from './operation';

export class PBClient extends Node implements Client {
  private view = new View(0, null, null);
  private operation: Operation | undefined;
  private results: Result[] = []; // none or one: the result of `operation`

  constructor(
    address: Address,
    private viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    const sequenceNum = (this.operation?.sequenceNum ?? 0) + 1;
    this.operation = { client: this.address, sequenceNum, command };
    this.results = [];
    this.transmit();
    this.set(new ClientTimer(sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.results.length > 0;
  }

  getResult(): Result | undefined {
    return this.results[0];
  }

  handleReply(message: Reply): void {
    if (message.sequenceNum === this.operation?.sequenceNum) this.results = [message.result];
  }

  handleViewReply(message: ViewReply): void {
    if (message.view.viewNum <= this.view.viewNum) return;
    this.view = message.view;
    this.transmit();
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.sequenceNum !== this.operation?.sequenceNum || this.hasResult()) return;
    this.send(new GetView(), this.viewServer);
    this.transmit();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private transmit(): void {
    if (this.operation === undefined || this.hasResult() || this.view.primary === null) return;
    this.send(new Request(this.operation), this.view.primary);
  }
}
