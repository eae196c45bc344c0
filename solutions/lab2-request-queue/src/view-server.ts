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
  private currentView: View = new View(STARTUP_VIEWNUM, null, null);
  private acknowledged = false;
  private recent: Address[] = [];
  private lastInterval: Address[] = [];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing(ping: Ping, sender: Address): void {
    this.noteAlive(sender);
    if (this.currentView.viewNum === STARTUP_VIEWNUM) {
      this.changeView(sender, null, INITIAL_VIEWNUM);
    }
    if (ping.viewNum === this.currentView.viewNum && sender === this.currentView.primary) {
      this.acknowledged = true;
    }
    this.considerNewView();
    this.send(new ViewReply(this.currentView), sender);
  }

  handleGetView(_getView: GetView, sender: Address): void {
    this.send(new ViewReply(this.currentView), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.lastInterval = this.recent;
    this.recent = [];
    this.considerNewView();
    this.set(timer, PING_CHECK_MILLIS);
  }

  private noteAlive(server: Address): void {
    this.lastInterval = this.lastInterval.filter((other) => other !== server);
    if (this.recent.includes(server)) return;
    this.recent.push(server);
    this.recent.sort();
  }

  private isAlive(server: Address): boolean {
    return this.recent.includes(server) || this.lastInterval.includes(server);
  }

  private considerNewView(): void {
    const { primary, backup, viewNum } = this.currentView;
    if (!this.acknowledged || primary === null) return;
    const idle = this.chooseIdle();
    const primaryAlive = this.isAlive(primary);
    if (backup === null) {
      if (idle !== null) this.changeView(primary, idle, viewNum + 1);
    } else if (!primaryAlive && this.isAlive(backup)) {
      this.changeView(backup, idle, viewNum + 1);
    } else if (primaryAlive && !this.isAlive(backup)) {
      this.changeView(primary, idle, viewNum + 1);
    }
  }

  private chooseIdle(): Address | null {
    const { primary, backup } = this.currentView;
    for (const server of [...this.recent, ...this.lastInterval]) {
      if (server !== primary && server !== backup) return server;
    }
    return null;
  }

  private changeView(primary: Address, backup: Address | null, viewNum: number): void {
    this.log.fine(() => `view ${viewNum}: ${primary}, ${backup}`);
    this.currentView = new View(viewNum, primary, backup);
    this.acknowledged = false;
  }
}
