import { Node, type Address, type Application } from 'labtest';
import { AMOApplication } from './amo-application.js';
import { Reply, type Request } from './messages.js';

/** Executes each command at most once and answers every request for it. */
export class SimpleServer extends Node {
  private readonly app: AMOApplication;

  constructor(address: Address, app: Application) {
    super(address);
    this.app = new AMOApplication(app);
  }

  init(): void {
    // Nothing to start with.
  }

  handleRequest(request: Request, sender: Address): void {
    this.send(new Reply(this.app.execute(request.command)), sender);
  }
}
