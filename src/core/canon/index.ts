/**
 * One text per structure: encode, decode, copy, compare, print and fingerprint nodes, messages and
 * timers.
 *
 * Invariant: two values have the same canonical text exactly when they are equal by structure and
 * order, and `decode(encode(v))` cannot be told from `v`; with an `OrderWatch`, only by code that
 * reads an order. Never runs a lab's code.
 */
export { findBadState, type BadStateFinding } from './bad-state.js';
export { ClassTable, type ClassEntry } from './class-table.js';
export { clone } from './clone.js';
export { OrderWatch, orderWatch, watching } from './collection-order.js';
export { decode } from './decode.js';
export { diff, formatChange, type Change } from './diff.js';
export { encode, transcribe, type Canonical, type Sharing, type Transcript } from './encode.js';
export { equals, equalsInOrder } from './equals.js';
export { displayFieldName } from './field-name.js';
export { BadState } from './fields.js';
export { fingerprint } from './fingerprint.js';
export { print } from './print.js';
