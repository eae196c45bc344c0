import { Node, type Address, type Client, type Command, type Result } from 'labtest';
import type { Reply } from './messages.js';
import type { ClientTimer } from './timers.js';

/** Sends one command at a time to the server. */
export class SimpleClient extends Node implements Client {
  // Your code here...

  constructor(
    address: Address,
    private readonly server: Address,
  ) {
    super(address);
  }

  init(): void {
    // Nothing to start with.
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

  onClientTimer(timer: ClientTimer): void {
    // Your code here...
  }
}
