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

/** In which interval a server pinged last. */
type Presence = 'now' | 'before';

/** Promotes the backup when the primary is gone, whether the backup is still there or not. */
export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private isAcknowledged = false;
  /** Whoever is alive; the order of its keys is no part of the state. */
  private presence: Record<Address, Presence> = {};

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing({ viewNum }: Ping, sender: Address): void {
    this.presence[sender] = 'now';
    const { view } = this;
    if (view.primary === null) this.view = new View(INITIAL_VIEWNUM, sender, null);
    else if (sender === view.primary && viewNum === view.viewNum) this.isAcknowledged = true;
    this.change();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_question: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    const present = this.servers().filter((server) => this.presence[server] === 'now');
    this.presence = Object.fromEntries(present.map((server) => [server, 'before']));
    this.change();
    this.set(timer, PING_CHECK_MILLIS);
  }

  private servers(): Address[] {
    return (Object.keys(this.presence) as Address[]).sort();
  }

  private change(): void {
    const { viewNum, primary, backup } = this.view;
    if (!this.isAcknowledged || primary === null) return;
    const alive = this.servers();
    const idle = alive.find((server) => server !== primary && server !== backup) ?? null;
    const isComplete = backup !== null && alive.includes(primary) && alive.includes(backup);
    if (isComplete || (backup === null && idle === null)) return;
    const next = alive.includes(primary) || backup === null ? primary : backup;
    this.view = new View(viewNum + 1, next, idle);
    this.isAcknowledged = false;
  }
}
