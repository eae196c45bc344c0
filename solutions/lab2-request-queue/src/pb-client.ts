import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOCommand } from './at-most-once.js';
import { type NotPrimary, type Reply, Request } from './messages.js';
import { ClientTimer } from './timers.js';

export class PBClient extends Node implements Client {
  private readonly viewServer: Address;
  private view: View = new View(STARTUP_VIEWNUM, null, null);
  private request: Request | null = null;
  private result: Result | null = null;

  constructor(address: Address, viewServer: Address) {
    super(address);
    this.viewServer = viewServer;
  }

  init(): void {
    this.askForView();
  }

  sendCommand(command: Command): void {
    const sequenceNum = this.sequenceNum() + 1;
    this.request = new Request(new AMOCommand(command, this.address, sequenceNum));
    this.result = null;
    this.sendRequest();
    this.set(new ClientTimer(sequenceNum), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.result !== null;
  }

  getResult(): Result | undefined {
    return this.result ?? undefined;
  }

  handleReply({ result }: Reply): void {
    if (result.sequenceNum === this.sequenceNum()) this.result = result.result;
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    if (this.isWaiting()) this.sendRequest();
  }

  handleNotPrimary(_error: NotPrimary, sender: Address): void {
    if (this.isWaiting() && sender === this.view.primary) this.askForView();
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.sequenceNum !== this.sequenceNum() || !this.isWaiting()) return;
    this.askForView();
    this.sendRequest();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private sequenceNum(): number {
    return this.request?.command.sequenceNum ?? 0;
  }

  private isWaiting(): boolean {
    return this.request !== null && this.result === null;
  }

  private askForView(): void {
    this.send(new GetView(), this.viewServer);
  }

  private sendRequest(): void {
    const { primary } = this.view;
    if (this.request !== null && primary !== null) this.send(this.request, primary);
  }
}
