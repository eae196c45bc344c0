import { Node, type Address, type Application } from 'labtest';
import { type PingTimer, type ViewReply } from 'labtest/lab2';
import type { Request } from './messages.js';

/** A server: primary, backup or idle. */
export class PBServer extends Node {
  // Your code here...

  constructor(
    address: Address,
    private readonly viewServer: Address,
    app: Application,
  ) {
    super(address);
    // Your code here...
  }

  init(): void {
    // Your code here: the first Ping, and a PingTimer in PING_MILLIS...
  }

  handleRequest(request: Request, sender: Address): void {
    // Your code here...
  }

  handleViewReply(reply: ViewReply, sender: Address): void {
    // Your code here...
  }

  // Your code here: handlers of your own messages...

  onPingTimer(timer: PingTimer): void {
    // Your code here...
  }

  // Your code here: handlers of your own timers...
}
