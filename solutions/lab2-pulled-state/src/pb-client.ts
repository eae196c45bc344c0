import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import { CLIENT_RETRY_MILLIS, GetView, STARTUP_VIEWNUM, type ViewReply } from 'labtest/lab2';
import { AgainTimer, type Order, Please, type Sorry, type ThereYouGo } from './messages.js';

/** What the client waits for, as one record: with a result it waits no more. */
interface Errand {
  readonly order: Order;
  readonly result?: Result;
}

export class PBClient extends Node implements Client {
  private viewNum = STARTUP_VIEWNUM;
  private primary: Address | null = null;
  private errand: Errand | null = null;

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
    const num = (this.errand?.order.num ?? 0) + 1;
    this.errand = { order: { by: this.address, num, command } };
    this.ask();
    this.set(new AgainTimer(num), CLIENT_RETRY_MILLIS);
  }

  hasResult(): boolean {
    return this.errand?.result !== undefined;
  }

  getResult(): Result | undefined {
    return this.errand?.result;
  }

  handleThereYouGo({ served }: ThereYouGo): void {
    const { errand } = this;
    if (errand?.order.num !== served.num) return;
    this.errand = { ...errand, result: served.result };
  }

  handleSorry({ viewNum }: Sorry): void {
    if (viewNum > this.viewNum) this.send(new GetView(), this.viewServer);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.viewNum) return;
    this.viewNum = view.viewNum;
    this.primary = view.primary;
    this.ask();
  }

  onAgainTimer(timer: AgainTimer): void {
    if (timer.num !== this.errand?.order.num || this.hasResult()) return;
    this.send(new GetView(), this.viewServer);
    this.ask();
    this.set(timer, CLIENT_RETRY_MILLIS);
  }

  private ask(): void {
    if (this.errand === null || this.hasResult() || this.primary === null) return;
    this.send(new Please(this.errand.order), this.primary);
  }
}
