import { equals, Node, subAddress, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOApplication, type AMOCommand } from './amo-application.js';
import {
  Forward,
  ForwardAck,
  NewView,
  Reply,
  type Request,
  StateTransfer,
  StateTransferAck,
} from './messages.js';

/** The part of a server that pings, and hears of views. */
class Pulse extends Node {
  /** What it pings with: the newest view that the server has entered. */
  entered = STARTUP_VIEWNUM;

  constructor(
    address: Address,
    private readonly owner: Address,
    private readonly viewServer: Address,
  ) {
    super(address);
  }

  init(): void {
    this.onPingTimer(new PingTimer());
  }

  onPingTimer(timer: PingTimer): void {
    this.send(new Ping(this.entered), this.viewServer);
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (view.viewNum > this.entered) this.send(new NewView(view), this.owner);
  }
}

/** The part of a server that holds the state, and does as a backup is told. */
class Store extends Node {
  /** The newest view, and whether this server backs it up with a complete state. */
  view = new View(STARTUP_VIEWNUM, null, null);
  isBackup = false;

  constructor(
    address: Address,
    private readonly owner: Address,
    public app: AMOApplication,
  ) {
    super(address);
  }

  init(): void {
    // It waits to be told.
  }

  handleStateTransfer({ view, app }: StateTransfer, sender: Address): void {
    if (view.viewNum < this.view.viewNum || view.backup !== this.owner) return;
    // Only the first copy counts: operations may have been executed since.
    if (view.viewNum > this.view.viewNum || !this.isBackup) {
      this.view = view;
      this.app = app;
      this.isBackup = true;
      this.send(new NewView(view), this.owner);
    }
    this.send(new StateTransferAck(view.viewNum), sender);
  }

  handleForward({ viewNum, command }: Forward, sender: Address): void {
    if (viewNum !== this.view.viewNum || !this.isBackup) return;
    this.app.execute(command);
    this.send(new ForwardAck(viewNum, command), sender);
  }
}

/** A server: it decides, its pulse pings and its store remembers. */
export class PBServer extends Node {
  private readonly pulse: Pulse;
  private readonly store: Store;
  /** Whether the backup of the view, where there is one, has the state. */
  private entered = true;
  /** The primary's one operation that the backup has not acknowledged yet. */
  private inFlight: AMOCommand | null = null;
  /** What repeats whatever the backup has not acknowledged. */
  private readonly again = new PingTimer();

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address);
    this.pulse = new Pulse(subAddress(address, 'pulse'), address, viewServer);
    this.store = new Store(subAddress(address, 'store'), address, new AMOApplication(app));
  }

  init(): void {
    this.addSubNode(this.pulse);
    this.addSubNode(this.store);
    this.pulse.init();
    this.store.init();
    this.set(this.again, PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    this.sendToBackup();
    this.set(timer, PING_MILLIS);
  }

  /** From the pulse: somebody else's news; from the store: the state of this view is there. */
  handleNewView({ view }: NewView): void {
    const { store } = this;
    if (view.viewNum < store.view.viewNum) return;
    if (view.viewNum > store.view.viewNum) {
      store.view = view;
      store.isBackup = false;
      this.inFlight = null;
      this.entered = view.primary !== this.address || view.backup === null;
      this.sendToBackup();
    }
    const isReady = view.backup === this.address ? store.isBackup : this.entered;
    if (isReady) this.pulse.entered = view.viewNum;
  }

  handleStateTransferAck({ viewNum }: StateTransferAck): void {
    if (viewNum !== this.store.view.viewNum) return;
    this.entered = true;
    this.pulse.entered = viewNum;
  }

  handleRequest({ command }: Request): void {
    const { view, app } = this.store;
    if (view.primary !== this.address || !this.entered) return;
    if (view.backup === null || app.alreadyExecuted(command)) {
      this.executeAndReply(command);
    } else if (this.inFlight === null) {
      this.inFlight = command;
      this.sendToBackup();
    }
  }

  handleForwardAck({ viewNum, command }: ForwardAck): void {
    if (viewNum !== this.store.view.viewNum || !equals(command, this.inFlight)) return;
    this.inFlight = null;
    this.executeAndReply(command);
  }

  /** Sends (again) what the backup has not acknowledged: the state, or the operation in flight. */
  private sendToBackup(): void {
    const { view, app } = this.store;
    if (view.primary !== this.address || view.backup === null) return;
    const backup = subAddress(view.backup, 'store');
    if (!this.entered) {
      this.send(new StateTransfer(view, app), backup);
    } else if (this.inFlight !== null) {
      this.send(new Forward(view.viewNum, this.inFlight), backup);
    }
  }

  private executeAndReply(command: AMOCommand): void {
    this.send(new Reply(this.store.app.execute(command)), command.client);
  }
}
