import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOApplication, type AMOCommand } from './amo-application.js';
import { Reply, type Request, Update, UpdateAck } from './messages.js';

/** No update of this view was sent (primary) or received (backup). */
const NO_UPDATE = -1;

/** A primary that sends its whole state with every command. Simple, and slow with much state. */
export class PBServer extends Node {
  private app: AMOApplication;
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** The newest update of this view that this server has sent or received. */
  private updateNum = NO_UPDATE;
  /** Primary: the newest update of this view that the backup has. */
  private ackedNum = NO_UPDATE;
  /** Primary: the command of the newest update, until the backup has it. */
  private pending: AMOCommand | null = null;

  constructor(
    address: Address,
    private readonly viewServer: Address,
    app: Application,
  ) {
    super(address);
    this.app = new AMOApplication(app);
  }

  init(): void {
    this.send(new Ping(STARTUP_VIEWNUM), this.viewServer);
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    const entering = this.isPrimary() && !this.isReady();
    const viewNum = entering ? this.view.viewNum - 1 : this.view.viewNum;
    this.send(new Ping(viewNum), this.viewServer);
    if (this.isPrimary() && this.ackedNum < this.updateNum) this.sendUpdate();
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.startView(view);
    if (this.isPrimary() && view.backup !== null) {
      this.updateNum = 0;
      this.sendUpdate();
    }
  }

  handleRequest({ command }: Request): void {
    if (!this.isPrimary() || !this.isReady()) return;
    if (this.view.backup === null || this.app.alreadyExecuted(command)) {
      this.executeAndReply(command);
    } else if (this.pending === null) {
      this.pending = command;
      this.updateNum++;
      this.sendUpdate();
    }
  }

  handleUpdate({ view, updateNum, app, command }: Update, sender: Address): void {
    if (view.viewNum > this.view.viewNum) this.startView(view);
    if (view.viewNum < this.view.viewNum) return;
    if (updateNum > this.updateNum) {
      this.updateNum = updateNum;
      this.app = app;
      if (command !== null) this.app.execute(command);
    }
    this.send(new UpdateAck(view.viewNum, updateNum), sender);
  }

  handleUpdateAck({ viewNum, updateNum }: UpdateAck): void {
    if (viewNum !== this.view.viewNum || updateNum <= this.ackedNum) return;
    this.ackedNum = updateNum;
    if (this.pending === null) return;
    const command = this.pending;
    this.pending = null;
    this.executeAndReply(command);
  }

  private startView(view: View): void {
    this.view = view;
    this.updateNum = NO_UPDATE;
    this.ackedNum = NO_UPDATE;
    this.pending = null;
  }

  private sendUpdate(): void {
    const { backup } = this.view;
    if (backup === null) return;
    this.send(new Update(this.view, this.updateNum, this.app, this.pending), backup);
  }

  private executeAndReply(command: AMOCommand): void {
    this.send(new Reply(this.app.execute(command)), command.client);
  }

  private isPrimary(): boolean {
    return this.view.primary === this.address;
  }

  /** Whether the backup, if there is one, has the state with which this view begins. */
  private isReady(): boolean {
    return this.view.backup === null || this.ackedNum > NO_UPDATE;
  }
}
