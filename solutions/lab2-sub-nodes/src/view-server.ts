import { Node, rootAddress, subAddress, type Address } from 'labtest';
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
import { Asked } from './messages.js';

/** The part of the view server that decides who is primary and who is backup, and answers. */
class Desk extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Whether the primary of the view has pinged with its number. */
  private acknowledged = false;
  /** Who pinged since the last check; sorted: the order of pings is no part of the state. */
  private fresh: Address[] = [];
  /** Who pinged only in the interval before the last check; sorted. Alive until the next check. */
  private quiet: Address[] = [];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handleAsked({ who, viewNum }: Asked): void {
    if (viewNum !== null) this.pinged(rootAddress(who), viewNum);
    this.send(new ViewReply(this.view), who);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.quiet = this.fresh;
    this.fresh = [];
    this.moveOn();
    this.set(timer, PING_CHECK_MILLIS);
  }

  /** Servers ping by one of their parts. */
  private pinged(server: Address, viewNum: number): void {
    if (!this.fresh.includes(server)) this.fresh = [...this.fresh, server].sort();
    this.quiet = this.quiet.filter((other) => other !== server);
    if (this.view.viewNum === STARTUP_VIEWNUM) {
      this.view = new View(INITIAL_VIEWNUM, server, null);
    } else if (server === this.view.primary && viewNum === this.view.viewNum) {
      this.acknowledged = true;
    }
    this.moveOn();
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

/** Takes what comes and hands it to its desk. */
export class ViewServer extends Node {
  private readonly desk: Address;

  constructor(address: Address) {
    super(address);
    this.desk = subAddress(address, 'desk');
  }

  init(): void {
    const desk = new Desk(this.desk);
    this.addSubNode(desk);
    desk.init();
  }

  handlePing({ viewNum }: Ping, sender: Address): void {
    this.send(new Asked(sender, viewNum), this.desk);
  }

  handleGetView(_request: GetView, sender: Address): void {
    this.send(new Asked(sender, null), this.desk);
  }
}
