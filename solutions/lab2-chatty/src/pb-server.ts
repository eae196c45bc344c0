import { equals, Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import { AMOApplication, type AMOCommand } from './at-most-once.js';
import {
  Forward,
  ForwardReply,
  Gossip,
  Redirect,
  Reply,
  type Request,
  State,
  StateReply,
} from './messages.js';

/** A server that answers everything, and tells others of the views it knows. */
export class PBServer extends Node {
  private app: AMOApplication;
  private view = new View(STARTUP_VIEWNUM, null, null);
  private ready = true;
  private current: AMOCommand | null = null;

  constructor(
    address: Address,
    private readonly viewServer: Address,
    app: Application,
  ) {
    super(address);
    this.app = new AMOApplication(app);
  }

  init(): void {
    this.ping();
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    this.ping();
    this.talkToBackup();
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    this.learn(view);
  }

  handleGossip({ view }: Gossip): void {
    this.learn(view);
  }

  /** Enters a newer view, and tells the view server at once. */
  private learn(view: View): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.current = null;
    this.ready = view.backup === null || this.isIdle();
    this.ping();
    this.talkToBackup();
  }

  private ping(): void {
    const acknowledges = this.ready || this.view.backup === this.address;
    const viewNum = acknowledges ? this.view.viewNum : this.view.viewNum - 1;
    this.send(new Ping(viewNum), this.viewServer);
  }

  private talkToBackup(): void {
    const { primary, backup } = this.view;
    if (primary !== this.address || backup === null) return;
    this.send(new Gossip(this.view), backup);
    if (!this.ready) this.send(new State(this.view, this.app), backup);
    else if (this.current !== null) this.send(new Forward(this.view, this.current), backup);
  }

  handleState({ view, app }: State, sender: Address): void {
    this.learn(view);
    if (view.viewNum !== this.view.viewNum) return;
    if (!this.ready) {
      this.ready = true;
      this.app = app;
    }
    this.send(new StateReply(view), sender);
  }

  handleStateReply({ view }: StateReply): void {
    if (view.viewNum !== this.view.viewNum || this.ready) return;
    this.ready = true;
    this.ping();
  }

  handleRequest({ command }: Request, sender: Address): void {
    if (this.view.primary !== this.address) {
      this.send(new Redirect(this.view), sender);
    } else if (!this.ready) {
      return;
    } else if (this.view.backup === null || this.app.alreadyExecuted(command)) {
      this.answer(command);
    } else {
      this.current ??= command;
      this.talkToBackup();
    }
  }

  handleForward({ view, command }: Forward, sender: Address): void {
    const accepted = view.viewNum === this.view.viewNum && this.ready;
    if (accepted) this.app.execute(command);
    this.send(new ForwardReply(accepted ? view : this.view, command, accepted), sender);
  }

  handleForwardReply({ view, command, accepted }: ForwardReply): void {
    if (!accepted) {
      this.learn(view);
    } else if (view.viewNum === this.view.viewNum && equals(command, this.current)) {
      this.current = null;
      this.answer(command);
    }
  }

  private answer(command: AMOCommand): void {
    this.send(new Reply(this.app.execute(command)), command.client);
  }

  private isIdle(): boolean {
    return this.view.primary !== this.address && this.view.backup !== this.address;
  }
}
