import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOCommand, type AMOResult } from './at-most-once.js';
import { type Redirect, type Reply, Request } from './messages.js';
import { ClientTimer } from './timers.js';

/** A client that tells both servers of the view what it wants; the primary answers. */
export class PBClient extends Node implements Client {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private command: AMOCommand | null = null;
  private result: AMOResult | null = null;

  constructor(
    address: Address,
    private readonly viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    const sequenceNum = this.command === null ? 1 : this.command.sequenceNum + 1;
    this.command = new AMOCommand(command, this.address, sequenceNum);
    this.requestAll();
    this.set(new ClientTimer(sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== null && this.result.sequenceNum === this.command?.sequenceNum;
  }

  getResult(): Result | undefined {
    return this.hasResult() ? this.result?.result : undefined;
  }

  handleReply({ result }: Reply): void {
    if (result.sequenceNum === this.command?.sequenceNum) this.result = result;
  }

  handleViewReply({ view }: ViewReply): void {
    this.learn(view);
  }

  handleRedirect({ view }: Redirect): void {
    this.learn(view);
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.sequenceNum !== this.command?.sequenceNum || this.hasResult()) return;
    this.send(new GetView(), this.viewServer);
    this.requestAll();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private learn(view: View): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.requestAll();
  }

  private requestAll(): void {
    if (this.command === null || this.hasResult()) return;
    for (const server of [this.view.primary, this.view.backup]) {
      if (server !== null) this.send(new Request(this.command), server);
    }
  }
}
