import { Node, type Address } from 'labtest';
import {
  PING_CHECK_MILLIS,
  PingCheckTimer,
  STARTUP_VIEWNUM,
  View,
  type GetView,
  type Ping,
} from 'labtest/lab2';

/** Decides who is primary and who is backup. */
export class ViewServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);

  // Your code here...

  init(): void {
    this.set(new PingCheckTimer(), PING_CHECK_MILLIS);
    // Your code here...
  }

  handlePing(ping: Ping, sender: Address): void {
    // Your code here...
  }

  handleGetView(getView: GetView, sender: Address): void {
    // Your code here...
  }

  onPingCheckTimer(timer: PingCheckTimer): void {
    // Your code here...
    this.set(timer, PING_CHECK_MILLIS);
  }

  // Your code here...
}
