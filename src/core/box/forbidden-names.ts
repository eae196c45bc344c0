import type { Cause } from '../support/index.js';

/** A global that a lab cannot have: why, and what to do instead. */
export interface Forbidden {
  readonly why: string;
  readonly instead: string;
  readonly cause?: Cause;
}

const CLOCK: Forbidden = {
  why: 'a lab has no clock',
  instead: 'count events, or measure time with timers: this.set(new MyTimer(), ms)',
  cause: 'clock',
};
const LATER: Forbidden = {
  why: 'nothing runs later by itself',
  instead: 'set a timer: this.set(new MyTimer(), ms) and a handler onMyTimer(timer)',
  cause: 'real-timer',
};
const ASYNC: Forbidden = {
  why: 'a handler runs to its end: there is nothing to wait for',
  instead: 'send a message and go on in the handler of its answer',
  cause: 'async-handler',
};
const HIDDEN: Forbidden = {
  why: 'what it holds cannot be seen, copied or compared',
  instead: 'use a Map or Set in a field of the node',
};
const OUTSIDE: Forbidden = {
  why: 'a lab has nothing but its messages and timers',
  instead: 'keep what you need in fields of the node; for output use this.log or console',
};
const RANDOM_OUTSIDE: Forbidden = { ...OUTSIDE, cause: 'randomness' };
const CODE: Forbidden = {
  why: 'code cannot be made from text',
  instead: 'write the function out',
};
const SHARED: Forbidden = {
  why: 'a handler runs alone; there are no threads',
  instead: 'use ordinary fields of the node',
};
const LOCALE: Forbidden = {
  why: 'its result depends on the machine',
  instead: 'compare strings with < and format them yourself',
};
const PROXY: Forbidden = {
  why: 'the harness cannot copy or compare a proxy',
  instead: 'use a class with methods',
};
const IMPORT: Forbidden = {
  why: 'a lab is made of ES modules',
  instead: "write import { ... } from './file.js' at the top of the file",
};
const ARGUMENTS: Forbidden = {
  why: 'there is no function around it',
  instead: 'name the parameters of a function: (...args) => ...',
};

const GROUPS: readonly (readonly [Forbidden, string])[] = [
  [CLOCK, 'Date performance'],
  [LATER, 'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate'],
  [LATER, 'queueMicrotask requestAnimationFrame'],
  [ASYNC, 'Promise AbortController AbortSignal'],
  [HIDDEN, 'WeakMap WeakSet WeakRef FinalizationRegistry'],
  [OUTSIDE, 'process Buffer global window document navigator localStorage sessionStorage'],
  [OUTSIDE, 'fetch XMLHttpRequest WebSocket URL URLSearchParams'],
  [RANDOM_OUTSIDE, 'crypto'],
  [OUTSIDE, 'Compartment lockdown'],
  [CODE, 'eval Function WebAssembly'],
  [SHARED, 'SharedArrayBuffer Atomics MessageChannel BroadcastChannel'],
  [LOCALE, 'Intl'],
  [PROXY, 'Proxy'],
  [IMPORT, 'require module exports __dirname __filename'],
  [ARGUMENTS, 'arguments'],
];

/**
 * The globals that are refused: at load if the check sees them, otherwise on use. `Request`,
 * `Event` and the like are not among them: a lab that uses them without declaring them forgot to
 * import its own class, so the message says that they are not defined.
 */
export const FORBIDDEN_GLOBALS: ReadonlyMap<string, Forbidden> = new Map(
  GROUPS.flatMap(([why, names]) => names.split(' ').map((name) => [name, why] as const)),
);

/** Why there is no randomness. */
export const FORBIDDEN_RANDOM: Forbidden = {
  why: 'a lab is deterministic',
  instead: 'spread timers with this.set(timer, minMs, maxMs): the harness draws a value in between',
  cause: 'randomness',
};
