import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ChunkReader } from './chunk-reader.js';
import {
  CONTROL_ADDED,
  CONTROL_ORDERS,
  CONTROL_READY,
  CONTROL_STOP,
  CONTROL_TICKET,
  SLOTS,
  type CrewOrder,
  type CrewStart,
} from './crew-protocol.js';

/** A thread that helps to expand: takes ticket after ticket. */
class Helper {
  readonly #start: CrewStart;
  readonly #reader: ChunkReader;
  #orders = 0;

  constructor(start: CrewStart) {
    this.#start = start;
    this.#reader = new ChunkReader(start);
  }

  work(): void {
    const { control } = this.#start;
    Atomics.add(control, CONTROL_READY, 1);
    Atomics.notify(control, CONTROL_READY);
    for (;;) {
      const ticket = Atomics.add(control, CONTROL_TICKET, 1);
      if (!this.#mayExpand(ticket)) return;
      this.#reader.expand(ticket);
    }
  }

  /** Waits until the ticket's level has begun and its slot is free; false when it is all over. */
  #mayExpand(ticket: number): boolean {
    const { control } = this.#start;
    for (;;) {
      const orders = Atomics.load(control, CONTROL_ORDERS);
      const added = Atomics.load(control, CONTROL_ADDED);
      if (Atomics.load(control, CONTROL_STOP) !== 0) return false;
      if (orders !== this.#orders) this.#takeOrders(orders);
      if (!this.#reader.covers(ticket)) Atomics.wait(control, CONTROL_ORDERS, orders);
      else if (ticket - added >= SLOTS) Atomics.wait(control, CONTROL_ADDED, added);
      else return true;
    }
  }

  #takeOrders(orders: number): void {
    this.#orders = orders;
    let latest: CrewOrder | undefined;
    for (;;) {
      const received = receiveMessageOnPort(this.#start.port);
      if (received === undefined) break;
      latest = received.message as CrewOrder;
    }
    if (latest !== undefined) this.#reader.follow(latest);
  }
}

const start = workerData as CrewStart;
new Helper(start).work();
start.port.close();
