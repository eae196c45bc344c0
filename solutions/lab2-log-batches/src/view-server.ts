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

/** The view, and whether its primary has acknowledged it. */
interface Reign {
  readonly view: View;
  readonly isAcknowledged: boolean;
}

/** A value and functions on it; the node only keeps the newest one. */
export class ViewServer extends Node {
  private reign: Reign = { view: new View(STARTUP_VIEWNUM, null, null), isAcknowledged: false };
  /** Who pinged in this interval, and who only in the last one; each sorted. */
  private pinged: readonly [now: readonly Address[], before: readonly Address[]] = [[], []];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing({ viewNum }: Ping, sender: Address): void {
    const [now, before] = this.pinged;
    this.pinged = [[...without(now, sender), sender].sort(), without(before, sender)];
    this.reign = succession(acknowledge(this.reign, sender, viewNum), this.pinged.flat());
    this.tell(sender);
  }

  handleGetView(_question: GetView, sender: Address): void {
    this.tell(sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.pinged = [[], this.pinged[0]];
    this.reign = succession(this.reign, this.pinged.flat());
    this.set(timer, PING_CHECK_MILLIS);
  }

  private tell(who: Address): void {
    this.send(new ViewReply(this.reign.view), who);
  }
}

function without(servers: readonly Address[], one: Address): readonly Address[] {
  return servers.filter((server) => server !== one);
}

function acknowledge(reign: Reign, sender: Address, viewNum: number): Reign {
  const { view } = reign;
  if (view.primary === null) return begin(INITIAL_VIEWNUM, sender, null);
  const isAcknowledging = sender === view.primary && viewNum === view.viewNum;
  return isAcknowledging ? { view, isAcknowledged: true } : reign;
}

function begin(viewNum: number, primary: Address, backup: Address | null): Reign {
  return { view: new View(viewNum, primary, backup), isAcknowledged: false };
}

/** The next reign, or this one while nothing calls for another. */
function succession(reign: Reign, alive: readonly Address[]): Reign {
  const { viewNum, primary, backup } = reign.view;
  if (!reign.isAcknowledged || primary === null) return reign;
  const [idle = null] = alive.filter((server) => server !== primary && server !== backup);
  if (backup === null) return idle === null ? reign : begin(viewNum + 1, primary, idle);
  const survivors = [primary, backup].filter((server) => alive.includes(server));
  const [heir] = survivors;
  return survivors.length === 1 && heir !== undefined ? begin(viewNum + 1, heir, idle) : reign;
}
