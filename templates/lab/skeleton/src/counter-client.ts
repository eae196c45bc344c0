import { Node, type Address, type Client } from 'labtest';
import { Total, type Add } from 'labtest/counter';
import type { Reply, RetryTimer } from './messages.js';

export class CounterClient extends Node implements Client {
  constructor(
    address: Address,
    readonly server: Address,
  ) {
    super(address);
  }

  init(): void {
    // Your code here
  }

  sendCommand(_command: Add): void {
    // Your code here
  }

  hasResult(): boolean {
    // Your code here
    return false;
  }

  getResult(): Total {
    // Your code here
    return new Total(0);
  }

  handleReply(_message: Reply): void {
    // Your code here
  }

  onRetryTimer(_timer: RetryTimer): void {
    // Your code here
  }
}
