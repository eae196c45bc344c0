import { Node, Timer, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { type NotPrimary, type Reply, Request } from './messages.js';

export class ClientTimer extends Timer {
  constructor(readonly number: number) {
    super();
  }
}

/** Asks the primary first, and everybody in the view when no answer comes. */
export class PBClient extends Node implements Client {
  private readonly viewServer: Address;
  private view = new View(STARTUP_VIEWNUM, null, null);
  private number = 0;
  private command: Command | null = null;
  private result: Result | undefined;

  constructor(address: Address, viewServer: Address) {
    super(address);
    this.viewServer = viewServer;
  }

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    this.number++;
    this.command = command;
    this.result = undefined;
    this.request([this.view.primary]);
    this.set(new ClientTimer(this.number), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.result;
  }

  handleReply({ answer }: Reply): void {
    if (this.command === null || answer.number !== this.number) return;
    this.command = null;
    this.result = answer.result;
  }

  handleNotPrimary({ number }: NotPrimary): void {
    if (this.command !== null && number === this.number) this.send(new GetView(), this.viewServer);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.request([view.primary]);
  }

  onClientTimer(timer: ClientTimer): void {
    if (this.command === null || timer.number !== this.number) return;
    this.send(new GetView(), this.viewServer);
    this.request([this.view.primary, this.view.backup]);
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private request(servers: readonly (Address | null)[]): void {
    if (this.command === null) return;
    const { address: client, number, command } = this;
    for (const server of servers) {
      if (server !== null) this.send(new Request({ client, number, command }), server);
    }
  }
}
