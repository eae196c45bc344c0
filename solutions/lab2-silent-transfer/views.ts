import { Node, type Address } from 'labtest';
import {
  type GetView,
  INITIAL_VIEWNUM,
  type Ping,
  PING_CHECK_MILLIS,
  PingCheckTimer,
  STARTUP_VIEWNUM,
  View,
  ViewReply,
} from 'labtest/lab2';

export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private acked = false;
  /** Who pinged in the running interval, and who in the last one. */
  private pinged: Address[] = [];
  private pingedBefore: Address[] = [];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing({ viewNum }: Ping, sender: Address): void {
    if (!this.pinged.includes(sender)) this.pinged.push(sender);
    if (this.view.viewNum === STARTUP_VIEWNUM) {
      this.view = new View(INITIAL_VIEWNUM, sender, null);
    } else if (viewNum === this.view.viewNum && sender === this.view.primary) {
      this.acked = true;
    }
    this.tryNextView();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.pingedBefore = this.pinged.sort();
    this.pinged = [];
    this.tryNextView();
    this.set(timer, PING_CHECK_MILLIS);
  }

  private tryNextView(): void {
    if (!this.acked) return;
    const next = this.nextView(this.view);
    if (next === null) return;
    this.view = next;
    this.acked = false;
  }

  private nextView({ viewNum, primary, backup }: View): View | null {
    const alive = [...this.pinged, ...this.pingedBefore];
    const idle = alive.find((server) => server !== primary && server !== backup) ?? null;
    const primaryAlive = alive.some((server) => server === primary);
    const backupAlive = alive.some((server) => server === backup);
    if (backup === null) {
      return idle === null ? null : new View(viewNum + 1, primary, idle);
    }
    if (primaryAlive === backupAlive) return null;
    return new View(viewNum + 1, primaryAlive ? primary : backup, idle);
  }
}
