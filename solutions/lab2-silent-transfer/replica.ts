import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import {
  AMOApplication,
  type AMOCommand,
  ForwardReply,
  ForwardRequest,
  ForwardTimer,
  Reply,
  type Request,
  SERVER_RETRY_MILLIS,
  Transfer,
  TransferDone,
  TransferTimer,
} from './protocol.js';

/** A server that says nothing to the view server while it transfers its state. */
export class PBServer extends Node {
  private readonly viewServer: Address;
  private app: AMOApplication;
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Primary: my backup has not got my state yet. */
  private transferring = false;
  /** Backup: the view whose state I hold. */
  private syncedView = STARTUP_VIEWNUM;
  private inProgress: AMOCommand | null = null;

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address);
    this.viewServer = viewServer;
    this.app = new AMOApplication(app);
  }

  init(): void {
    this.send(new Ping(STARTUP_VIEWNUM), this.viewServer);
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    if (!this.transferring) this.send(new Ping(this.view.viewNum), this.viewServer);
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.inProgress = null;
    this.transferring = view.primary === this.address && view.backup !== null;
    if (this.transferring) this.transfer();
  }

  // ----- state transfer -----

  private transfer(): void {
    this.send(new Transfer(this.view, this.app), this.view.backup!);
    this.set(new TransferTimer(this.view.viewNum), SERVER_RETRY_MILLIS);
  }

  onTransferTimer({ viewNum }: TransferTimer): void {
    if (this.transferring && viewNum === this.view.viewNum) this.transfer();
  }

  handleTransfer({ view, app }: Transfer, sender: Address): void {
    if (view.viewNum < this.view.viewNum) return;
    if (this.syncedView < view.viewNum) {
      this.view = view;
      this.app = app;
      this.syncedView = view.viewNum;
      this.inProgress = null;
      this.transferring = false;
    }
    this.send(new TransferDone(view.viewNum), sender);
  }

  handleTransferDone({ viewNum }: TransferDone): void {
    if (!this.transferring || viewNum !== this.view.viewNum) return;
    this.transferring = false;
    this.send(new Ping(viewNum), this.viewServer);
  }

  // ----- operations -----

  handleRequest({ command }: Request): void {
    if (this.view.primary !== this.address || this.transferring) return;
    if (this.app.alreadyExecuted(command)) {
      this.reply(command);
    } else if (this.view.backup === null) {
      this.app.execute(command);
      this.reply(command);
    } else if (this.inProgress === null) {
      this.inProgress = command;
      this.forward(command);
    }
  }

  private forward(command: AMOCommand): void {
    this.send(new ForwardRequest(this.view.viewNum, command), this.view.backup!);
    this.set(new ForwardTimer(this.view.viewNum, command), SERVER_RETRY_MILLIS);
  }

  onForwardTimer({ viewNum, command }: ForwardTimer): void {
    if (viewNum === this.view.viewNum && command.isSameAs(this.inProgress)) this.forward(command);
  }

  handleForwardRequest({ viewNum, command }: ForwardRequest, sender: Address): void {
    if (viewNum !== this.view.viewNum) return;
    if (this.view.backup !== this.address || this.syncedView !== viewNum) return;
    this.app.execute(command);
    this.send(new ForwardReply(viewNum, command), sender);
  }

  handleForwardReply({ viewNum, command }: ForwardReply): void {
    if (viewNum !== this.view.viewNum || !command.isSameAs(this.inProgress)) return;
    this.inProgress = null;
    this.app.execute(command);
    this.reply(command);
  }

  private reply(command: AMOCommand): void {
    const result = this.app.lastResult(command.client);
    if (result?.sequenceNum === command.sequenceNum) this.send(new Reply(result), command.client);
  }
}
