import { Node, type Address } from 'labtest';
import { GetView, Ping, PING_CHECK_MILLIS, PingCheckTimer, View, ViewReply } from 'labtest/lab2';

/** A server that is alive; `missed` whole intervals without a ping, 0 or 1. */
interface Live {
  name: Address;
  missed: number;
}

export class ViewServer extends Node {
  private view = new View(0, null, null);
  private acknowledged = false;
  private live: Live[] = [];

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  handlePing(ping: Ping, sender: Address): void {
    const others = this.live.filter((server) => server.name !== sender);
    this.live = [...others, { name: sender, missed: 0 }];
    this.live.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (this.view.primary === null) {
      this.view = new View(1, sender, null);
    } else if (this.view.primary === sender && this.view.viewNum === ping.viewNum) {
      this.acknowledged = true;
    }
    this.update();
    this.send(new ViewReply(this.view), sender);
  }

  handleGetView(_message: GetView, sender: Address): void {
    this.send(new ViewReply(this.view), sender);
  }

  onPingCheckTimer(_timer: PingCheckTimer): void {
    // `missed` counts the checks since the last ping; at the second the server is dead.
    this.live = this.live
      .map((server) => ({ name: server.name, missed: server.missed + 1 }))
      .filter((server) => server.missed < 2);
    this.update();
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
  }

  private update(): void {
    if (!this.acknowledged) return;
    let { primary, backup } = this.view;
    if (backup !== null && !this.isLive(backup)) {
      if (!this.isLive(primary)) return; // both silent: nobody can be trusted with the state
      backup = null;
    } else if (backup !== null && !this.isLive(primary)) {
      primary = backup;
      backup = null;
    }
    if (backup === null) {
      const idle = this.live.filter(({ name }) => name !== primary && name !== this.view.backup);
      backup = idle[0]?.name ?? null;
    }
    if (primary === this.view.primary && backup === this.view.backup) return;
    this.view = new View(this.view.viewNum + 1, primary, backup);
    this.acknowledged = false;
  }

  private isLive(name: Address | null): boolean {
    return this.live.some((server) => server.name === name);
  }
}
