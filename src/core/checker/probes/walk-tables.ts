import { reserveInts } from '../memory.js';
import { PairMap } from '../interned/pair-map.js';

/** Integers per outcome, and what each is: */
export const EFFECT = 4;
/** the node state afterwards, */
export const EFFECT_NEXT = 0;
/** the flags of `cell-arrays.ts`, and {@link EFFECT_NEWS}, */
export const EFFECT_FLAGS = 1;
/** where in `lists` the messages that it sends begin and end, in order. */
export const EFFECT_SENT = 2;
export const EFFECT_SENT_END = 3;

/** A flag: no step that counts has had this outcome yet. */
export const EFFECT_NEWS = 1 << 8;

/** Integers per node state, and what each is: */
export const WALKED = 8;
/** how many results its client has, */
export const WALKED_RESULTS = 0;
/** the number of these results, */
export const WALKED_RESULTS_ID = 1;
/** where in `lists` the events of its timers that may fire begin and end. */
export const WALKED_TIMERS = 2;
export const WALKED_TIMERS_END = 3;

/** Instead of a receiver: the message is never delivered. */
export const UNDELIVERABLE = 255;

/**
 * The tables that walks read: any thread may read them, and one fills them. An event is a message's
 * number, or `-1 - t` for timer number `t` of the node state. Outcomes are filled in the order of
 * their numbers, each after everything it leads to.
 */
export interface WalkTables {
  /** (node state, event) → outcome. */
  readonly outcomes: PairMap;
  /** {@link EFFECT} integers per outcome. */
  effects: Int32Array;
  /** {@link WALKED} integers per node state. */
  locals: Int32Array;
  lists: Int32Array;
  /** By message: the node it is delivered to, or {@link UNDELIVERABLE}. */
  receivers: Uint8Array;
  /** By message: its route, for swarms. */
  routes: Int32Array;
}

/** The tables, as sent to another thread. */
export interface WalkTablesView extends Omit<WalkTables, 'outcomes'> {
  readonly outcomes: Int32Array;
}

/** Empty tables; other threads can read `shared` ones. */
export function emptyWalkTables(shared: boolean): WalkTables {
  return {
    outcomes: new PairMap(4096, shared),
    effects: reserveInts(4096 * EFFECT, shared),
    locals: reserveInts(1024 * WALKED, shared),
    lists: reserveInts(16384, shared),
    receivers: reserveBytes(1024, shared),
    routes: reserveInts(1024, shared),
  };
}

export function reserveBytes(length: number, shared: boolean): Uint8Array {
  return new Uint8Array(reserveInts(Math.ceil(length / 4), shared).buffer);
}

export function viewOf(tables: WalkTables): WalkTablesView {
  return { ...tables, outcomes: tables.outcomes.entries };
}

/** From now on, reads the tables of another thread. */
export function readView(tables: WalkTables, view: WalkTablesView): void {
  tables.outcomes.read(view.outcomes);
  tables.effects = view.effects;
  tables.locals = view.locals;
  tables.lists = view.lists;
  tables.receivers = view.receivers;
  tables.routes = view.routes;
}
