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

/** Who pinged in the running interval and in the one before it. */
class Attendance {
  #now: Address[] = [];
  #before: Address[] = [];

  note(server: Address): void {
    if (!this.#now.includes(server)) this.#now = [...this.#now, server].sort();
    this.#before = this.#before.filter((other) => other !== server);
  }

  nextInterval(): void {
    this.#before = this.#now;
    this.#now = [];
  }

  has(server: Address): boolean {
    return this.all.includes(server);
  }

  get all(): Address[] {
    return [...this.#now, ...this.#before];
  }
}

export class ViewServer extends Node {
  readonly #attendance = new Attendance();
  #view = new View(STARTUP_VIEWNUM, null, null);
  #acknowledged = false;

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing(ping: Ping, sender: Address): void {
    this.#attendance.note(sender);
    const { viewNum, primary } = this.#view;
    if (primary === null) this.#view = new View(INITIAL_VIEWNUM, sender, null);
    else if (sender === primary && ping.viewNum === viewNum) this.#acknowledged = true;
    this.#advance();
    this.send(new ViewReply(this.#view), sender);
  }

  handleGetView(_getView: GetView, sender: Address): void {
    this.send(new ViewReply(this.#view), sender);
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    this.#attendance.nextInterval();
    this.#advance();
    this.set(timer, PING_CHECK_MILLIS);
  }

  #advance(): void {
    if (!this.#acknowledged) return;
    const { primary, backup, viewNum } = this.#view;
    const members = [primary, backup].filter((server) => server !== null);
    const survivors = members.filter((server) => this.#attendance.has(server));
    // With no backup the primary stays whether it lives or not: it alone has the state.
    if (backup === null) survivors.splice(0, 1, ...members);
    if (survivors.length !== 1) return;

    const idle = this.#attendance.all.find((server) => !members.includes(server)) ?? null;
    if (survivors[0] === primary && idle === backup) return;
    this.#view = new View(viewNum + 1, survivors[0]!, idle);
    this.#acknowledged = false;
  }
}
