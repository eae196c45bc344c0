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

/** Decides who is primary and who is backup. */
export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Whether the primary of the view has pinged with its number. */
  private acknowledged = false;
  /** Who pinged since the last check; sorted, so that the order of pings is no part of the state. */
  private fresh: Address[] = [];
  /** Who pinged only in the interval before the last check; sorted. Alive until the next check. */
  private quiet: Address[] = [];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing(ping: Ping, sender: Address): void {
    if (!this.fresh.includes(sender)) this.fresh = [...this.fresh, sender].sort();
    this.quiet = this.quiet.filter((server) => server !== sender);

    if (this.view.viewNum === STARTUP_VIEWNUM) {
      this.view = new View(INITIAL_VIEWNUM, sender, null);
    } else if (sender === this.view.primary && ping.viewNum === this.view.viewNum) {
      this.acknowledged = true;
    }
    this.moveOn();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_request: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.quiet = this.fresh;
    this.fresh = [];
    this.moveOn();
    this.set(timer, PING_CHECK_MILLIS);
  }

  /** Goes to the next view if the primary allows it and somebody failed or can be added. */
  private moveOn(): void {
    if (!this.acknowledged) return;
    const { primary, backup } = this.view;

    if (backup === null) {
      // Nobody could take over from the primary, so it stays even if it seems dead.
      if (this.idleServer() !== null) this.startView(primary, this.idleServer());
    } else if (this.isAlive(primary) && !this.isAlive(backup)) {
      this.startView(primary, this.idleServer());
    } else if (!this.isAlive(primary) && this.isAlive(backup)) {
      this.startView(backup, this.idleServer());
    }
  }

  private startView(primary: Address | null, backup: Address | null): void {
    this.view = new View(this.view.viewNum + 1, primary, backup);
    this.acknowledged = false;
  }

  private isAlive(server: Address | null): boolean {
    return server !== null && (this.fresh.includes(server) || this.quiet.includes(server));
  }

  /** A live server that is neither primary nor backup; one that pinged lately if there is one. */
  private idleServer(): Address | null {
    const { primary, backup } = this.view;
    const isIdle = (server: Address): boolean => server !== primary && server !== backup;
    return this.fresh.find(isIdle) ?? this.quiet.find(isIdle) ?? null;
  }
}
