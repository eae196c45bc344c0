import type { Address } from '../lab/index.js';
import type { NetworkData, ScheduleCounts, ScheduleData } from '../schedule/index.js';
import type { LiveAnswer } from './live-requests.js';

/**
 * What a simulation knows of what is going to happen while it lets time pass and its test does
 * nothing: enough to work ahead of it. `D` stands for messages and timers, `C` for commands.
 */
export interface Outlook<D, C> {
  readonly nowMs: number;
  /** Until when time passes; left out, until everybody awaited is done. */
  readonly untilMs: number | undefined;
  /** By which the box sees that it knows what is going to happen. */
  readonly counts: ScheduleCounts;
  /** All that is going to happen; left out, the box knows. */
  readonly whole: WholeSchedule<D> | undefined;
  /** Addresses of no node whose messages are kept: what arrives there may change the plan. */
  readonly mailboxes: readonly Address[];
  /** The clients that live. */
  readonly clients: readonly ComingCommands<C>[];
  /** Time stops passing once these clients have the results of all their commands. */
  readonly awaited: readonly Address[] | undefined;
  /** How long time passes after that. */
  readonly thenMs: number | undefined;
  /** A client that is handed its next command before time passes. */
  readonly handed: Address | undefined;
}

/** All that is going to happen by itself. */
export interface WholeSchedule<D> {
  readonly network: NetworkData;
  readonly schedule: ScheduleData<D>;
}

/** What a client is going to be handed. */
export interface ComingCommands<C> {
  readonly client: Address;
  /** How many it was handed before. */
  readonly handed: number;
  /** It was handed a command that has no result. */
  readonly waits: boolean;
  /** Between a result and the next command. */
  readonly pauseMs: number;
  /** Those that come next, in order. To a box: those behind what it was told before. */
  readonly commands: readonly C[];
  /** Whether more come after them. */
  readonly hasMore: boolean;
}

/** Stands for a message or timer that the box has, or, with its text, is to have from now on. */
export type Kept<T> = readonly [number: number, text?: T];

/** The number of a message, by that of its sending, and of a timer, by that of its setting. */
export function keptNumber(event: { readonly kind: 'message' | 'timer'; readonly id: number }) {
  return event.kind === 'message' ? event.id : -event.id;
}

/**
 * One activation that a box foresaw. `at`: the number of the message or timer, or the client that
 * was handed a command. What was sent and set stays in the box; `sends` are pairs of sender and
 * receiver, `sets` triples of owner and least and most milliseconds, both in one list.
 */
export type ForeseenStep = readonly [
  at: number | Address,
  sends: readonly Address[],
  sets: readonly (Address | number)[],
  told?: ToldOfStep | undefined,
];

/** What is told of a step besides; left out where there is nothing. */
export type ToldOfStep = Omit<
  LiveAnswer,
  'sends' | 'sets' | 'state' | 'shown' | 'foreseen' | 'printed'
>;

/**
 * What a box foresaw. `more`: it can go on from there. `again`: it needs a new outlook, a whole one
 * when there are no events. `over`: it expects nothing more.
 */
export interface Foreseen {
  readonly steps: readonly ForeseenStep[];
  /** How many events these are, with those that came to no node. */
  readonly events: number;
  readonly end: 'more' | 'again' | 'over';
}
