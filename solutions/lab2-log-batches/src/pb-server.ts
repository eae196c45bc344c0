import type { Address, Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM } from 'labtest/lab2';
import { type Entry, Machine } from './machine.js';
import {
  Base,
  BaseHeld,
  Confirm,
  Entries,
  Outcome,
  REPEAT_MILLIS,
  RepeatTimer,
  type Submit,
} from './messages.js';
import { Viewer } from './viewer.js';

/** Replicates a log: entries of many clients are under way at once, in one order for both. */
export class PBServer extends Viewer {
  private machine: Machine;
  /** Both servers of the view have the state with which its log begins. */
  private isBased = false;
  /** The number in this view's log of the next entry to be applied here. */
  private next = 0n;
  /** The primary's log from `next` on. */
  private tail: Entry[] = [];

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address, viewServer);
    this.machine = new Machine(app);
  }

  init(): void {
    this.send(new Ping(STARTUP_VIEWNUM), this.viewServer);
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    const isEntering = this.isPrimary && !this.isBased;
    this.send(new Ping(this.view.viewNum - (isEntering ? 1 : 0)), this.viewServer);
    this.set(timer, PING_MILLIS);
  }

  protected onNewView(): void {
    this.next = 0n;
    this.tail = [];
    this.isBased = this.isPrimary && this.view.backup === null;
    if (this.isPrimary && this.view.backup !== null) {
      this.replicate();
      this.set(new RepeatTimer(this.view.viewNum), REPEAT_MILLIS);
    }
  }

  onRepeatTimer(timer: RepeatTimer): void {
    if (timer.viewNum !== this.view.viewNum) return;
    this.replicate();
    this.set(timer, REPEAT_MILLIS);
  }

  private replicate(): void {
    const { viewNum, backup } = this.view;
    if (backup === null) return;
    if (!this.isBased) this.send(new Base(this.view, this.machine), backup);
    else if (this.tail.length > 0) this.send(new Entries(viewNum, this.next, this.tail), backup);
  }

  handleBase({ view, machine }: Base, sender: Address): void {
    this.follow(view);
    if (view.viewNum !== this.view.viewNum) return;
    if (!this.isBased) {
      this.machine = machine;
      this.isBased = true;
    }
    this.send(new BaseHeld(view.viewNum), sender);
  }

  handleBaseHeld({ viewNum }: BaseHeld): void {
    if (viewNum === this.view.viewNum) this.isBased = true;
  }

  handleSubmit({ entry }: Submit): void {
    const { client, serial } = entry;
    if (!this.isPrimary || !this.isBased) return;
    const done = this.machine.serialOf(client);
    if (done >= serial) {
      if (done === serial) this.answer(client);
    } else if (this.view.backup === null) {
      this.machine.apply(entry);
      this.answer(client);
    } else if (!this.tail.some((other) => other.client === client)) {
      this.tail.push(entry);
      this.replicate();
    }
  }

  handleEntries({ viewNum, from, entries }: Entries, sender: Address): void {
    if (viewNum !== this.view.viewNum || this.isPrimary || !this.isBased) return;
    for (const entry of entries.slice(Number(this.next - from))) {
      this.machine.apply(entry);
      this.next++;
    }
    this.send(new Confirm(viewNum, this.next), sender);
  }

  handleConfirm({ viewNum, upTo }: Confirm): void {
    if (viewNum !== this.view.viewNum) return;
    while (this.next < upTo) {
      const entry = this.tail.shift()!;
      this.next++;
      this.machine.apply(entry);
      this.answer(entry.client);
    }
  }

  private answer(client: Address): void {
    const outcome = this.machine.outcomeOf(client);
    if (outcome !== undefined) this.send(new Outcome(...outcome), client);
  }

  private get isPrimary(): boolean {
    return this.view.primary === this.address;
  }
}
