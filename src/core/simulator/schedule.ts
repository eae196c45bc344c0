import type { SentMessage, SetTimer } from '../box/index.js';
import type { Address } from '../lab/index.js';
import type { Random } from '../support/index.js';
import { EventQueue } from './event-queue.js';
import {
  nodeOf,
  RANK_MESSAGE,
  RANK_TIMER,
  type HandOver,
  type ScheduledMessage,
  type ScheduledTimer,
  type SimulationEvent,
} from './events.js';
import type { SimulatedNetwork } from './network.js';
import type { Flight, SimulationObserver } from './observer.js';
import { seesData } from './observers.js';

/** What is going to happen: draws when, and keeps it in order. */
export class Schedule {
  readonly #network: SimulatedNetwork;
  readonly #timers: Random;
  readonly #observer: SimulationObserver | undefined;
  readonly #handOver: HandOver;
  readonly #queue = new EventQueue<SimulationEvent>();
  #sequence = 0;
  #sends = 0;
  #sets = 0;

  constructor(network: SimulatedNetwork, timers: Random, observer: SimulationObserver | undefined) {
    this.#network = network;
    this.#timers = timers;
    this.#observer = observer;
    this.#handOver = seesData(observer) ? 'copy' : 'itself';
  }

  /** What happens next. */
  get next(): SimulationEvent | undefined {
    return this.#queue.peek();
  }

  /** Takes what happens next out. */
  take(): void {
    this.#queue.take();
  }

  /** Everything that is going to happen, in no particular order. */
  events(): readonly SimulationEvent[] {
    return this.#queue.items();
  }

  /** Takes out what was to happen at a node. Gives the messages, in the order they were sent. */
  removeFor(node: Address): Flight[] {
    const gone = this.#queue.removeWhere((event) => nodeOf(event) === node);
    const flights = gone.filter((event) => event.kind === 'message');
    return flights.sort((a, b) => a.sequence - b.sequence);
  }

  /** Puts a message on its way; the message is the network's from now on. */
  send(from: Address, to: Address, message: SentMessage['message'], nowMs: number): void {
    const route = this.#network.route(from, to);
    this.#network.noteSent(route);
    const id = ++this.#sends;
    const copies = this.#network.isDuplicated() ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const flight: ScheduledMessage = {
        kind: 'message',
        atMs: this.#network.arrivalMs(route, nowMs, copy),
        rank: RANK_MESSAGE,
        sequence: this.#sequence++,
        id,
        copy,
        from,
        to,
        message,
        sentMs: nowMs,
        route,
        handOver: copies > 1 ? 'copy' : this.#handOver,
      };
      this.#queue.add(flight);
      this.#observer?.onSend?.(flight, nowMs);
    }
  }

  arm({ owner, timer, minMs, maxMs }: SetTimer, nowMs: number): void {
    const waitMs = minMs === maxMs ? minMs : this.#timers.between(minMs, maxMs);
    const armed: ScheduledTimer = {
      kind: 'timer',
      atMs: nowMs + waitMs,
      rank: RANK_TIMER,
      sequence: this.#sequence++,
      id: ++this.#sets,
      owner,
      timer,
      minMs,
      maxMs,
      setMs: nowMs,
      handOver: this.#handOver,
    };
    this.#queue.add(armed);
    this.#observer?.onSet?.(armed, nowMs);
  }

  /** Has a client handed its next command at this time. */
  resume(client: Address, atMs: number): void {
    const sequence = this.#sequence++;
    this.#queue.add({ kind: 'resume', atMs, rank: RANK_TIMER, sequence, client });
  }
}
