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

/** After so many checks without a ping a server is dead. */
const CHECKS_TO_DEATH = 2;

export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  private acknowledged = false;
  /** Live servers, and how many checks there were since their last ping. The dead are deleted. */
  private readonly silence = new Map<Address, number>();

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing(ping: Ping, sender: Address): void {
    this.silence.set(sender, 0);
    if (this.view.viewNum === STARTUP_VIEWNUM) {
      this.view = new View(INITIAL_VIEWNUM, sender, null);
    } else if (this.view.primary === sender && this.view.viewNum === ping.viewNum) {
      this.acknowledged = true;
    }
    this.changeViewIfNeeded();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_getView: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    for (const [server, checks] of [...this.silence]) {
      if (checks + 1 === CHECKS_TO_DEATH) this.silence.delete(server);
      else this.silence.set(server, checks + 1);
    }
    this.changeViewIfNeeded();
    this.set(timer, PING_CHECK_MILLIS);
  }

  private changeViewIfNeeded(): void {
    if (!this.acknowledged) return;
    const { viewNum, primary, backup } = this.view;
    const alive = (server: Address | null): boolean => server !== null && this.silence.has(server);
    const volunteers = [...this.silence.keys()].filter((s) => s !== primary && s !== backup);
    const volunteer = volunteers[0] ?? null;

    let next: View | undefined;
    if (backup === null) {
      if (volunteer !== null) next = new View(viewNum + 1, primary, volunteer);
    } else if (alive(primary)) {
      if (!alive(backup)) next = new View(viewNum + 1, primary, volunteer);
    } else if (alive(backup)) {
      next = new View(viewNum + 1, backup, volunteer);
    }
    if (next === undefined) return;
    this.view = next;
    this.acknowledged = false;
  }
}
