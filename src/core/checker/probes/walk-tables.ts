import { reserveInts } from '../memory.js';
import { PairMap } from '../interned/pair-map.js';

/** Integers of an outcome, and what each is: */
export const EFFECT = 4;
/** the local afterwards, */
export const EFFECT_NEXT = 0;
/** the flags of `cell-arrays.ts`, and {@link EFFECT_NEWS}, */
export const EFFECT_FLAGS = 1;
/** where in `lists` the messages stand that it sends, in their order, and behind the last. */
export const EFFECT_SENT = 2;
export const EFFECT_SENT_END = 3;

/** In the flags: no step that counts had this outcome yet. */
export const EFFECT_NEWS = 1 << 8;

/** Integers of a local, and what each is: */
export const WALKED = 8;
/** how many results its client has, */
export const WALKED_RESULTS = 0;
/** the number of these results, */
export const WALKED_RESULTS_ID = 1;
/** where in `lists` the events of its timers stand that may fire, and behind the last. */
export const WALKED_TIMERS = 2;
export const WALKED_TIMERS_END = 3;

/** In place of a receiver: the message is never delivered. */
export const UNDELIVERABLE = 255;

/**
 * What walking through states reads: any thread may, one fills it. An event is a message's number,
 * or `-1 - t` for timer number `t` of the local. Outcomes are filled in the order of their numbers,
 * each after all it leads to.
 */
export interface WalkTables {
  /** (local, event) → outcome. */
  readonly outcomes: PairMap;
  /** {@link EFFECT} integers an outcome. */
  effects: Int32Array;
  /** {@link WALKED} integers a local. */
  locals: Int32Array;
  lists: Int32Array;
  /** By message: the node it is delivered to, or {@link UNDELIVERABLE}. */
  receivers: Uint8Array;
  /** By message: its route, for swarms. */
  routes: Int32Array;
}

/** The same as another thread is given it. */
export interface WalkTablesView extends Omit<WalkTables, 'outcomes'> {
  readonly outcomes: Int32Array;
}

/** Tables with nothing in them; `shared` ones can be read by other threads. */
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

/** Reads the tables of another thread from now on. */
export function readView(tables: WalkTables, view: WalkTablesView): void {
  tables.outcomes.read(view.outcomes);
  tables.effects = view.effects;
  tables.locals = view.locals;
  tables.lists = view.lists;
  tables.receivers = view.receivers;
  tables.routes = view.routes;
}
