import { Node, type Address } from 'labtest';
import type { Request } from './messages.js';

export class CounterServer extends Node {
  // Your code here: the counter, and what it takes to count every command once

  init(): void {
    // Your code here
  }

  handleRequest(_message: Request, _sender: Address): void {
    // Your code here
  }
}
