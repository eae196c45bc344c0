import type { Address } from '../lab/index.js';
import { Random, unreachable, type RandomState } from '../support/index.js';
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
import type { ArmedTimer, Flight } from './flight.js';
import type { SimulatedNetwork } from './network.js';

/** Sees what is sent and set, and must not change it. */
export interface ScheduleObserver {
  onSend?(flight: Flight, nowMs: number): void;
  onSet?(timer: ArmedTimer, nowMs: number): void;
}

/** An event as data, with something that stands for its message or timer. */
export type EventData<T> =
  | (Pick<ScheduledMessage, 'kind' | 'atMs' | 'sequence' | 'id' | 'copy' | 'from' | 'to'> &
      Pick<ScheduledMessage, 'sentMs' | 'handOver'> & { readonly data: T })
  | (Pick<ScheduledTimer, 'kind' | 'atMs' | 'sequence' | 'id' | 'owner' | 'minMs' | 'maxMs'> &
      Pick<ScheduledTimer, 'setMs' | 'handOver'> & { readonly data: T })
  | Pick<Extract<SimulationEvent, { kind: 'resume' }>, 'kind' | 'atMs' | 'sequence' | 'client'>;

/** A schedule as data, from which {@link Schedule.from} continues. */
export interface ScheduleData<T> {
  readonly timers: RandomState;
  readonly sequence: number;
  readonly sends: number;
  readonly sets: number;
  readonly events: readonly EventData<T>[];
}

/** If two schedules began alike and have equal counts, the same was done to both. */
export type ScheduleCounts = readonly [
  sequence: number,
  sends: number,
  sets: number,
  events: number,
];

/** The coming events: draws their times, and keeps them in order. */
export class Schedule {
  readonly #network: SimulatedNetwork;
  readonly #timers: Random;
  readonly #observer: ScheduleObserver | undefined;
  readonly #handOver: HandOver;
  readonly #queue = new EventQueue<SimulationEvent>();
  #sequence = 0;
  #sends = 0;
  #sets = 0;

  /** `handOver` says whether anybody else holds what is sent and set. */
  constructor(
    network: SimulatedNetwork,
    timers: Random,
    handOver: HandOver,
    observer?: ScheduleObserver,
  ) {
    this.#network = network;
    this.#timers = timers;
    this.#observer = observer;
    this.#handOver = handOver;
  }

  /** A schedule that continues where the one that gave this data was. */
  static from<T>(
    data: ScheduleData<T>,
    network: SimulatedNetwork,
    objectOf: (data: T) => object,
  ): Schedule {
    const schedule = new Schedule(network, Random.resume(data.timers), 'itself');
    schedule.#sequence = data.sequence;
    schedule.#sends = data.sends;
    schedule.#sets = data.sets;
    for (const event of data.events) schedule.#queue.add(eventFrom(event, network, objectOf));
    return schedule;
  }

  /** All coming events, as data. */
  data<T>(dataOf: (object: object, event: SimulationEvent) => T): ScheduleData<T> {
    return {
      timers: this.#timers.state,
      sequence: this.#sequence,
      sends: this.#sends,
      sets: this.#sets,
      events: this.events().map((event) => dataOfEvent(event, dataOf)),
    };
  }

  get counts(): ScheduleCounts {
    return [this.#sequence, this.#sends, this.#sets, this.#queue.size];
  }

  /** The next event. */
  get next(): SimulationEvent | undefined {
    return this.#queue.peek();
  }

  /** Takes the next event out. */
  take(): void {
    this.#queue.take();
  }

  /** All coming events, in no particular order. */
  events(): readonly SimulationEvent[] {
    return this.#queue.items();
  }

  /** Takes out a node's coming events. Returns the messages, in the order they were sent. */
  removeFor(node: Address): Flight[] {
    const gone = this.#queue.removeWhere((event) => nodeOf(event) === node);
    const flights = gone.filter((event) => event.kind === 'message');
    return flights.sort((a, b) => a.sequence - b.sequence);
  }

  /** Sends a message, which belongs to the network from now on. */
  send(from: Address, to: Address, message: object, nowMs: number): void {
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

  arm(
    { owner, timer, minMs, maxMs }: Pick<ArmedTimer, 'owner' | 'timer' | 'minMs' | 'maxMs'>,
    nowMs: number,
  ): void {
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

  /** Schedules the handing in of a client's next command. */
  resume(client: Address, atMs: number): void {
    const sequence = this.#sequence++;
    this.#queue.add({ kind: 'resume', atMs, rank: RANK_TIMER, sequence, client });
  }
}

function dataOfEvent<T>(
  event: SimulationEvent,
  dataOf: (object: object, event: SimulationEvent) => T,
): EventData<T> {
  switch (event.kind) {
    case 'message': {
      const { kind, atMs, sequence, id, copy, from, to, sentMs, handOver, message } = event;
      const data = dataOf(message, event);
      return { kind, atMs, sequence, id, copy, from, to, sentMs, handOver, data };
    }
    case 'timer': {
      const { kind, atMs, sequence, id, owner, minMs, maxMs, setMs, handOver, timer } = event;
      const data = dataOf(timer, event);
      return { kind, atMs, sequence, id, owner, minMs, maxMs, setMs, handOver, data };
    }
    case 'resume': {
      const { kind, atMs, sequence, client } = event;
      return { kind, atMs, sequence, client };
    }
    default:
      return unreachable(event);
  }
}

function eventFrom<T>(
  event: EventData<T>,
  network: SimulatedNetwork,
  objectOf: (data: T) => object,
): SimulationEvent {
  switch (event.kind) {
    case 'message': {
      const { data, ...flight } = event;
      const route = network.route(event.from, event.to);
      return { ...flight, rank: RANK_MESSAGE, route, message: objectOf(data) };
    }
    case 'timer': {
      const { data, ...armed } = event;
      return { ...armed, rank: RANK_TIMER, timer: objectOf(data) };
    }
    case 'resume':
      return { ...event, rank: RANK_TIMER };
    default:
      return unreachable(event);
  }
}
