import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, type ViewReply } from 'labtest/lab2';
import { AMOCommand, ClientTimer, type Reply, Request } from './protocol.js';

export class PBClient extends Node implements Client {
  private readonly viewServer: Address;
  private primary: Address | null = null;
  private viewNum = STARTUP_VIEWNUM;
  private sequenceNum = 0;
  private command: AMOCommand | undefined;
  private result: Result | undefined;

  constructor(address: Address, viewServer: Address) {
    super(address);
    this.viewServer = viewServer;
  }

  init(): void {
    this.send(new GetView(), this.viewServer);
  }

  sendCommand(command: Command): void {
    this.command = new AMOCommand(command, this.address, ++this.sequenceNum);
    this.result = undefined;
    this.ask();
    this.set(new ClientTimer(this.sequenceNum), CLIENT_RETRY_MILLIS);
  }

  private ask(): void {
    if (this.primary !== null && this.command !== undefined && this.result === undefined) {
      this.send(new Request(this.command), this.primary);
    }
  }

  hasResult(): boolean {
    return this.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.result;
  }

  handleReply({ result }: Reply): void {
    if (result.sequenceNum === this.sequenceNum) this.result = result.result;
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.viewNum) return;
    this.viewNum = view.viewNum;
    this.primary = view.primary;
    this.ask();
  }

  onClientTimer(timer: ClientTimer): void {
    if (timer.sequenceNum !== this.sequenceNum || this.result !== undefined) return;
    this.ask();
    this.send(new GetView(), this.viewServer);
    this.set(timer, CLIENT_RETRY_MILLIS);
  }
}
