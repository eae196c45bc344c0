import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, View, type ViewReply } from 'labtest/lab2';
import { Forward, Forwarded, Reply, type Request, Snapshot, SnapshotTaken } from './messages';
import { isSame, lastDone, withDone, type Done, type Operation } from './operation';

export class PBServer extends Node {
  private view = new View(0, null, null);
  /** Primary: the backup has my state. Backup: I have the primary's state. */
  private ready = false;
  /** The operation that waits for the backup: none or one. */
  private waiting: Operation[] = [];
  private history: Done[] = [];

  constructor(
    address: Address,
    private viewServer: Address,
    private app: Application,
  ) {
    super(address);
  }

  init(): void {
    this.onPingTimer(new PingTimer());
  }

  onPingTimer(timer: PingTimer): void {
    const entering = this.view.primary === this.address && !this.ready;
    this.send(new Ping(entering ? this.view.viewNum - 1 : this.view.viewNum), this.viewServer);
    if (entering) this.sendSnapshot();
    this.forward();
    this.set(timer, PING_MILLIS);
  }

  handleViewReply(message: ViewReply): void {
    if (message.view.viewNum <= this.view.viewNum) return;
    this.enter(message.view);
    if (this.view.primary !== this.address) return;
    if (this.view.backup === null) this.ready = true;
    else this.sendSnapshot();
  }

  handleSnapshot(message: Snapshot, sender: Address): void {
    if (message.view.viewNum < this.view.viewNum) return;
    if (message.view.viewNum > this.view.viewNum) this.enter(message.view);
    if (!this.ready) {
      this.app = message.app;
      this.history = message.history;
      this.ready = true;
    }
    this.send(new SnapshotTaken(this.view.viewNum), sender);
  }

  handleSnapshotTaken(message: SnapshotTaken): void {
    if (message.viewNum === this.view.viewNum) this.ready = true;
  }

  handleRequest(message: Request): void {
    if (this.view.primary !== this.address || !this.ready) return;
    const { client, sequenceNum } = message.operation;
    const last = lastDone(this.history, client);
    if (last !== undefined && sequenceNum <= last.sequenceNum) {
      this.send(new Reply(last.sequenceNum, last.result), client);
    } else if (this.view.backup === null) {
      this.execute(message.operation);
      this.reply(client);
    } else if (this.waiting.length === 0) {
      this.waiting.push(message.operation);
      this.forward();
    }
  }

  handleForward(message: Forward, sender: Address): void {
    if (this.view.backup !== this.address || !this.ready) return;
    if (message.viewNum !== this.view.viewNum) return;
    const { client, sequenceNum } = message.operation;
    this.execute(message.operation);
    this.send(new Forwarded(message.viewNum, client, sequenceNum), sender);
  }

  handleForwarded(message: Forwarded): void {
    if (message.viewNum !== this.view.viewNum) return;
    const [operation] = this.waiting;
    if (operation === undefined) return;
    if (!isSame(operation, message.client, message.sequenceNum)) return;
    this.waiting = [];
    this.execute(operation);
    this.reply(operation.client);
  }

  private enter(view: View): void {
    this.view = view;
    this.ready = false;
    this.waiting = [];
  }

  private sendSnapshot(): void {
    if (this.view.backup === null) return;
    this.send(new Snapshot(this.view, this.app, this.history), this.view.backup);
  }

  private forward(): void {
    for (const operation of this.waiting) {
      this.send(new Forward(this.view.viewNum, operation), this.view.backup as Address);
    }
  }

  /** At most once: an operation that was executed before changes nothing. */
  private execute({ client, sequenceNum, command }: Operation): void {
    const last = lastDone(this.history, client);
    if (last !== undefined && sequenceNum <= last.sequenceNum) return;
    const result = this.app.execute(command);
    this.history = withDone(this.history, { client, sequenceNum, result });
  }

  private reply(client: Address): void {
    const last = lastDone(this.history, client);
    if (last !== undefined) this.send(new Reply(last.sequenceNum, last.result), client);
  }
}
