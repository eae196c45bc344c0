import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import {
  CONTROL_COUNTED,
  CONTROL_FINISHED,
  CONTROL_NEWS,
  CONTROL_READY,
  CONTROL_STOP,
  CONTROL_TICKET,
  CONTROL_TOLD,
  type MemberStart,
} from './crew-control.js';

/** A thread's side of a crew: its tickets, and its messages to and from the search. */
export class CrewMember<Told extends object> {
  readonly #control: Int32Array;
  readonly #window: number;
  readonly #port: MessagePort;
  #told = 0;

  constructor({ control, window, port }: MemberStart) {
    this.#control = control;
    this.#window = window;
    this.#port = port;
  }

  /** Lets the search know that this thread has started. */
  begin(): void {
    Atomics.add(this.#control, CONTROL_READY, 1);
    Atomics.notify(this.#control, CONTROL_READY);
  }

  /** Takes the next ticket. */
  ticket(): number {
    return Atomics.add(this.#control, CONTROL_TICKET, 1);
  }

  /**
   * Waits until there is room for a ticket's result, and until `isReady` holds, which is checked
   * again after every message from the search; false if the work is over.
   */
  mayWorkOn(ticket: number, isReady: () => boolean = () => true): boolean {
    const control = this.#control;
    for (;;) {
      const told = Atomics.load(control, CONTROL_TOLD);
      const counted = Atomics.load(control, CONTROL_COUNTED);
      if (Atomics.load(control, CONTROL_STOP) !== 0) return false;
      if (!isReady()) Atomics.wait(control, CONTROL_TOLD, told);
      else if (ticket - counted >= this.#window) Atomics.wait(control, CONTROL_COUNTED, counted);
      else return true;
    }
  }

  /** The search's newest message; undefined if there is no new one. */
  heard(): Told | undefined {
    const told = Atomics.load(this.#control, CONTROL_TOLD);
    if (told === this.#told) return undefined;
    this.#told = told;
    let latest: Told | undefined;
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) return latest;
      latest = received.message as Told;
    }
  }

  /** The work of a ticket is finished, and can be read. */
  finished(ticket: number): void {
    finish(this.#control, this.#window, ticket);
  }

  tellNews(): void {
    tellNews(this.#control);
  }

  /** Lets the thread end. */
  leave(): void {
    this.#port.close();
  }
}

/** Marks a ticket as finished: by a thread, or by the search that helped. */
export function finish(control: Int32Array, window: number, ticket: number): void {
  Atomics.store(control, CONTROL_FINISHED + (ticket % window), ticket + 1);
  tellNews(control);
}

function tellNews(control: Int32Array): void {
  Atomics.add(control, CONTROL_NEWS, 1);
  Atomics.notify(control, CONTROL_NEWS);
}
