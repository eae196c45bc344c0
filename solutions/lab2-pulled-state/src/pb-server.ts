import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import {
  NextOrder,
  type Order,
  type Please,
  type Served,
  Sorry,
  State,
  ThereYouGo,
  WantOrder,
  WantState,
} from './messages.js';

/** The backup asks for all it needs, again and again; the primary repeats nothing by itself. */
export class PBServer extends Node {
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Backup: I have the state. Primary: my backup has it, or there is none. */
  private isComplete = false;
  /** How many orders of this view were executed here. */
  private count = 0;
  private orders: Order[] = [];
  private served: readonly Served[] = [];

  constructor(
    address: Address,
    private readonly viewServer: Address,
    private app: Application,
  ) {
    super(address);
  }

  init(): void {
    this.send(new Ping(STARTUP_VIEWNUM), this.viewServer);
    this.set(new PingTimer(), PING_MILLIS);
  }

  onPingTimer(timer: PingTimer): void {
    const isEntering = this.isPrimary() && !this.isComplete;
    this.send(new Ping(this.view.viewNum - (isEntering ? 1 : 0)), this.viewServer);
    this.pull();
    this.set(timer, PING_MILLIS);
  }

  handleViewReply({ view }: ViewReply): void {
    if (this.enter(view)) this.pull();
  }

  private enter(view: View): boolean {
    if (view.viewNum <= this.view.viewNum) return false;
    this.view = view;
    this.count = 0;
    this.orders = [];
    this.isComplete = this.isPrimary() && view.backup === null;
    return true;
  }

  private pull(): void {
    const { viewNum, primary } = this.view;
    if (!this.isBackup() || primary === null) return;
    const want = this.isComplete ? new WantOrder(viewNum, this.count) : new WantState(this.view);
    this.send(want, primary);
  }

  handleWantState({ view }: WantState, sender: Address): void {
    this.enter(view);
    if (view.viewNum !== this.view.viewNum || this.isComplete) return;
    this.send(new State(view.viewNum, this.app, this.served), sender);
  }

  handleState({ viewNum, app, served }: State): void {
    if (viewNum !== this.view.viewNum || this.isComplete) return;
    this.app = app;
    this.served = served;
    this.isComplete = true;
    this.pull();
  }

  handleWantOrder({ viewNum, count }: WantOrder): void {
    if (viewNum !== this.view.viewNum) return;
    this.isComplete = true;
    const [order] = this.orders;
    if (order !== undefined && count === this.count + 1) {
      this.orders.shift();
      this.count++;
      this.serve(order);
    }
    if (count === this.count) this.offer();
  }

  private offer(): void {
    const [order] = this.orders;
    const { viewNum, backup } = this.view;
    if (order === undefined || backup === null) return;
    this.send(new NextOrder(viewNum, this.count, order), backup);
  }

  handleNextOrder({ viewNum, count, order }: NextOrder): void {
    if (viewNum !== this.view.viewNum || !this.isComplete) return;
    // One that comes twice is not asked about twice: questions and answers would multiply.
    if (count !== this.count) return;
    this.execute(order);
    this.count++;
    this.pull();
  }

  handlePlease({ order }: Please): void {
    if (!this.isPrimary()) {
      this.send(new Sorry(this.view.viewNum), order.by);
    } else if (this.isComplete) {
      this.take(order);
    }
  }

  private take(order: Order): void {
    const last = this.lastOf(order.by);
    if ((last !== undefined && last.num >= order.num) || this.view.backup === null) {
      this.serve(order);
    } else if (!this.orders.some(({ by }) => by === order.by)) {
      this.orders.push(order);
      if (this.orders.length === 1) this.offer();
    }
  }

  /** Executes the order unless that was done, and answers its client unless it has gone on. */
  private serve(order: Order): void {
    this.execute(order);
    const last = this.lastOf(order.by);
    if (last?.num === order.num) this.send(new ThereYouGo(last), order.by);
  }

  private execute({ by, num, command }: Order): void {
    const last = this.lastOf(by);
    if (last !== undefined && last.num >= num) return;
    const others = this.served.filter((served) => served.by !== by);
    const result = this.app.execute(command);
    this.served = [...others, { by, num, result }].sort((a, b) => (a.by < b.by ? -1 : 1));
  }

  private lastOf(client: Address): Served | undefined {
    return this.served.find(({ by }) => by === client);
  }

  private isPrimary(): boolean {
    return this.view.primary === this.address;
  }

  private isBackup(): boolean {
    return this.view.backup === this.address;
  }
}
