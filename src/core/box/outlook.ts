import type { Address } from '../lab/index.js';
import type { NetworkData, ScheduleCounts, ScheduleData } from '../schedule/index.js';
import type { LiveAnswer } from './live-requests.js';

/**
 * What a simulation knows about the time that it lets pass while its test does nothing: enough to
 * work ahead of it. `D` stands for messages and timers, `C` for commands.
 */
export interface Outlook<D, C> {
  readonly nowMs: number;
  /** Until when time passes; if undefined, until everybody awaited is done. */
  readonly untilMs: number | undefined;
  /** Shows the box whether it already knows what is going to happen. */
  readonly counts: ScheduleCounts;
  /** All coming events; if undefined, the box knows them. */
  readonly whole: WholeSchedule<D> | undefined;
  /** Addresses without a node whose messages are kept: an arrival there may change the plan. */
  readonly mailboxes: readonly Address[];
  /** The live clients. */
  readonly clients: readonly ComingCommands<C>[];
  /** Time stops passing once these clients have the results of all their commands. */
  readonly awaited: readonly Address[] | undefined;
  /** How long time passes after that. */
  readonly thenMs: number | undefined;
  /**
   * If the client awaited is handed its commands in rounds, `thenMs` after each: how many there are
   * in this round and in each one after it.
   */
  readonly rounds: readonly number[] | undefined;
  /** A client that is handed its next command before time passes. */
  readonly handed: Address | undefined;
}

/** All coming events. */
export interface WholeSchedule<D> {
  readonly network: NetworkData;
  readonly schedule: ScheduleData<D>;
}

/** A client's coming commands. */
export interface ComingCommands<C> {
  readonly client: Address;
  /** How many commands it was handed before. */
  readonly handed: number;
  /** It has a command without a result. */
  readonly waits: boolean;
  /** The pause between a result and the next command. */
  readonly pauseMs: number;
  /** How many of the next commands the box knows... */
  readonly known: number;
  /** ...and the next ones, in order; for a box, those after that. */
  readonly commands: readonly C[];
  /** Whether more come after them. */
  readonly hasMore: boolean;
}

/** Refers to a message or timer that the box has, or, with its text, gives the box one. */
export type Kept<T> = readonly [number: number, text?: T];

/** The number of a message or timer, made from the number of its send or set. */
export function keptNumber(event: { readonly kind: 'message' | 'timer'; readonly id: number }) {
  return event.kind === 'message' ? event.id : -event.id;
}

/** What else to report about a step; omitted if there is nothing. */
export type ToldOfStep = Omit<
  LiveAnswer,
  'sends' | 'sets' | 'state' | 'shown' | 'foreseen' | 'printed'
>;

/**
 * What a box foresaw. `more`: it can continue. `again`: it needs a new outlook, a complete one if
 * there are no events. `over`: it expects nothing more.
 */
export interface Foreseen {
  readonly names: readonly Address[];
  /**
   * The activations in order, as one list of numbers, which is quickly written and read. Each is
   * the number of the message or timer, or 0 and the client that was handed a command; how many
   * were sent, how many set; for each sent the sender and the receiver, and for each set the
   * owner, the minimum and the maximum milliseconds. Addresses are indexes into `names`. What was
   * sent and set stays in the box.
   */
  readonly flow: readonly number[];
  /** What else to report, by the step's index. */
  readonly told: readonly (readonly [step: number, told: ToldOfStep])[];
  /** How many steps these are. */
  readonly steps: number;
  /** How many events these are, including those that reached no node. */
  readonly events: number;
  readonly end: 'more' | 'again' | 'over';
  /** The message that arrived at a mailbox at the end of this, if one did, by its number. */
  readonly mail?: number | undefined;
}
