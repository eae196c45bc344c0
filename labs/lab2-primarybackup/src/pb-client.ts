import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import type { ViewReply } from 'labtest/lab2';
import type { Reply } from './messages.js';
import type { ClientTimer } from './timers.js';

/** Sends one command at a time to whoever is primary. Much like lab 1's SimpleClient. */
export class PBClient extends Node implements Client {
  // Your code here...

  constructor(
    address: Address,
    private readonly viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    // Your code here...
  }

  sendCommand(command: Command): void {
    // Your code here...
  }

  hasResult(): boolean {
    // Your code here...
    return false;
  }

  getResult(): Result | undefined {
    // Your code here: undefined while there is no result...
    return undefined;
  }

  handleReply(reply: Reply): void {
    // Your code here...
  }

  handleViewReply(reply: ViewReply): void {
    // Your code here...
  }

  onClientTimer(timer: ClientTimer): void {
    // Your code here...
  }
}
