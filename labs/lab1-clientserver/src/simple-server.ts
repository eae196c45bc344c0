import { Node, type Address, type Application } from 'labtest';
import type { Request } from './messages.js';

/** Executes what clients ask and answers them. */
export class SimpleServer extends Node {
  // Your code here...

  constructor(address: Address, app: Application) {
    super(address);
    // Your code here...
  }

  init(): void {
    // Nothing to start with.
  }

  handleRequest(request: Request, sender: Address): void {
    // Your code here...
  }
}
