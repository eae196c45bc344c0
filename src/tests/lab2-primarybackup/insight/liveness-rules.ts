import type { Address } from '../../../index.js';
import { INITIAL_VIEWNUM, STARTUP_VIEWNUM, View } from '../given/lab2.js';

/** Checks without a ping until a server is dead. */
const CHECKS_TO_DEATH = 2;

/** A view that has to follow. */
export interface Successor {
  readonly primary: Address;
  /** Any of these may be backup; if empty, there is none. */
  readonly backups: readonly Address[];
  /** The server whose silence is the reason, if there is one. */
  readonly dead: Address | undefined;
}

/** What a view server has to do by the rules of the lab; which view it is in, it says itself. */
export class ViewRules {
  view = new View(STARTUP_VIEWNUM, null, null);
  /** The primary has acknowledged the view. */
  acknowledged = false;
  readonly everPinged = new Set<Address>();
  /** Checks since each live server's last ping, in the order in which the servers joined. */
  readonly #silence = new Map<Address, number>();

  ping(from: Address, viewNum: number): void {
    this.#silence.set(from, 0);
    this.everPinged.add(from);
    if (from === this.view.primary && viewNum === this.view.viewNum) this.acknowledged = true;
  }

  check(): void {
    for (const [server, checks] of this.#silence) {
      if (checks + 1 >= CHECKS_TO_DEATH) this.#silence.delete(server);
      else this.#silence.set(server, checks + 1);
    }
  }

  /** The view server says that this is the view now. */
  enter(view: View): void {
    this.view = view;
    this.acknowledged = false;
  }

  isAlive(server: Address): boolean {
    return this.#silence.has(server);
  }

  /** Checks since this server pinged. */
  silenceOf(server: Address): number {
    return this.#silence.get(server) ?? CHECKS_TO_DEATH;
  }

  /** The number of the view after this one. */
  get nextNumber(): number {
    return this.view.viewNum === STARTUP_VIEWNUM ? INITIAL_VIEWNUM : this.view.viewNum + 1;
  }

  /** The view that has to follow now, if any. */
  due(): Successor | undefined {
    const { primary, backup } = this.view;
    const alive = [...this.#silence.keys()];
    if (primary === null) {
      const [first] = alive;
      return first === undefined ? undefined : { primary: first, backups: [], dead: undefined };
    }
    if (!this.acknowledged) return undefined;
    const idle = alive.filter((server) => server !== primary && server !== backup);
    if (backup === null) {
      return idle.length === 0 ? undefined : { primary, backups: idle, dead: undefined };
    }
    const [hasPrimary, hasBackup] = [this.isAlive(primary), this.isAlive(backup)];
    if (hasPrimary === hasBackup) return undefined;
    return hasPrimary
      ? { primary, backups: idle, dead: backup }
      : { primary: backup, backups: idle, dead: primary };
  }
}
