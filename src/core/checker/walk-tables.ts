import { reserveInts } from './memory.js';
import { PairMap } from './pair-map.js';

/** Integers of an outcome, and what each is: */
export const EFFECT = 4;
/** the local afterwards, */
export const EFFECT_NEXT = 0;
/** the flags of `cell-arrays.ts`, */
export const EFFECT_FLAGS = 1;
/** where in `lists` the messages stand that it sends, in their order, and behind the last. */
export const EFFECT_SENT = 2;
export const EFFECT_SENT_END = 3;

/** Integers of a local, and what each is: */
export const WALKED = 4;
/** how many results its client has, */
export const WALKED_RESULTS = 0;
/** where in `lists` the events of its timers stand that may fire, and behind the last. */
export const WALKED_TIMERS = 1;
export const WALKED_TIMERS_END = 2;
/** 1 once the others are meant. */
export const WALKED_READY = 3;

/** In place of a node: the message is never delivered. */
export const UNDELIVERABLE = 255;

/**
 * What walking through states reads: any thread may, one fills it. An event is a message's number,
 * or `-1 - t` for timer number `t` of the local.
 */
export interface WalkTables {
  /** (local, event) → outcome. */
  readonly outcomes: PairMap;
  /** {@link EFFECT} integers an outcome. */
  effects: Int32Array;
  /** {@link WALKED} integers a local. */
  locals: Int32Array;
  lists: Int32Array;
  /** The node a message is delivered to, or {@link UNDELIVERABLE}. */
  receivers: Uint8Array;
}

/** Tables with nothing in them. */
export function emptyWalkTables(): WalkTables {
  return {
    outcomes: new PairMap(4096, false),
    effects: reserveInts(4096 * EFFECT, false),
    locals: reserveInts(1024 * WALKED, false),
    lists: reserveInts(16384, false),
    receivers: new Uint8Array(1024),
  };
}
