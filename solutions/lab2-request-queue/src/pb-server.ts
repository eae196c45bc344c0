import { equals, Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOApplication, type AMOCommand } from './at-most-once.js';
import {
  BackedUp,
  Backup,
  Install,
  Installed,
  NotPrimary,
  Reply,
  type Request,
} from './messages.js';

/**
 * A primary that lets requests queue. The head of the queue is at the backup; the rest waits for
 * it, or for a state transfer to end.
 */
export class PBServer extends Node {
  private readonly viewServer: Address;
  private app: AMOApplication;
  private view: View = new View(STARTUP_VIEWNUM, null, null);
  private active = false;
  private queue: AMOCommand[] = [];

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address);
    this.viewServer = viewServer;
    this.app = new AMOApplication(app);
  }

  init(): void {
    this.sendPing();
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    this.sendPing();
    if (this.isPrimary()) this.proceed();
    this.set(timer, PING_MILLIS);
  }

  private sendPing(): void {
    const known = this.isPrimary() && !this.active ? this.view.viewNum - 1 : this.view.viewNum;
    this.send(new Ping(known), this.viewServer);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum > this.view.viewNum) this.enterView(view);
  }

  private enterView(view: View): void {
    this.view = view;
    this.active = view.backup === null;
    if (this.isPrimary()) this.proceed();
    else this.queue = [];
  }

  /** Does, or does again, what has to be done next. */
  private proceed(): void {
    const { view } = this;
    if (view.backup === null) {
      for (const command of this.queue) this.execute(command);
      this.queue = [];
    } else if (!this.active) {
      this.send(new Install(view, this.app), view.backup);
    } else if (this.queue.length > 0) {
      this.send(new Backup(view, this.queue[0]!), view.backup);
    }
  }

  private execute(command: AMOCommand): void {
    this.send(new Reply(this.app.execute(command)), command.client);
  }

  handleRequest({ command }: Request, sender: Address): void {
    if (!this.isPrimary()) {
      this.send(new NotPrimary(), sender);
      return;
    }
    if (this.app.alreadyExecuted(command)) {
      if (this.active) this.execute(command);
      return;
    }
    if (this.queue.some((queued) => equals(queued, command))) return;
    this.queue.push(command);
    if (this.active && this.queue.length === 1) this.proceed();
  }

  handleBackup({ view, command }: Backup, sender: Address): void {
    if (!this.isBackupIn(view) || !this.active) return;
    this.app.execute(command);
    this.send(new BackedUp(view, command), sender);
  }

  handleBackedUp({ view, command }: BackedUp): void {
    if (view.viewNum !== this.view.viewNum || !equals(command, this.queue[0])) return;
    this.queue.shift();
    this.execute(command);
    this.proceed();
  }

  handleInstall({ view, app }: Install, sender: Address): void {
    if (view.viewNum > this.view.viewNum) this.enterView(view);
    if (!this.isBackupIn(view)) return;
    if (!this.active) this.app = app;
    this.active = true;
    this.send(new Installed(view), sender);
  }

  handleInstalled({ view }: Installed): void {
    if (view.viewNum !== this.view.viewNum || this.active) return;
    this.active = true;
    this.proceed();
  }

  private isPrimary(): boolean {
    return this.view.primary === this.address;
  }

  private isBackupIn(view: View): boolean {
    return view.viewNum === this.view.viewNum && view.backup === this.address;
  }
}
