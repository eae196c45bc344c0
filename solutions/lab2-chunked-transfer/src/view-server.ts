import { Node, type Address } from 'labtest';
import {
  GetView,
  INITIAL_VIEWNUM,
  Ping,
  PING_CHECK_MILLIS,
  PingCheckTimer,
  STARTUP_VIEWNUM,
  View,
  ViewReply,
} from 'labtest/lab2';

/** Keeps whoever pinged in a set, the latest at its end, and prefers the latest as a backup. */
export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private isAcknowledged = false;
  private readonly alive = new Set<Address>();
  private readonly silent = new Set<Address>();

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing({ viewNum }: Ping, sender: Address): void {
    this.alive.delete(sender);
    this.alive.add(sender);
    this.silent.delete(sender);
    if (this.view.viewNum === STARTUP_VIEWNUM) {
      this.view = new View(INITIAL_VIEWNUM, sender, null);
    }
    if (sender === this.view.primary && viewNum === this.view.viewNum) this.isAcknowledged = true;
    this.advance();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_question: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    for (const server of this.silent) this.alive.delete(server);
    this.silent.clear();
    for (const server of this.alive) this.silent.add(server);
    this.advance();
    this.set(timer, PING_CHECK_MILLIS);
  }

  private advance(): void {
    if (!this.isAcknowledged) return;
    const { primary, backup, viewNum } = this.view;
    if (primary === null) return;
    let next = primary;
    if (!this.alive.has(primary)) {
      if (backup !== null && this.alive.has(backup)) next = backup;
      else if (backup !== null) return;
    }
    const stays = backup !== null && next === primary && this.alive.has(backup);
    if (stays) return;
    const idle = [...this.alive].filter((server) => server !== primary && server !== backup);
    const helper = idle.at(-1) ?? null;
    if (next === primary && helper === backup) return;
    this.view = new View(viewNum + 1, next, helper);
    this.isAcknowledged = false;
  }
}
