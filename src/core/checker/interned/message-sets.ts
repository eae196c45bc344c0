import type { Messages } from './messages.js';
import { PairMap } from './pair-map.js';

const { imul } = Math;

/** The set without messages. */
export const EMPTY_SET = 0;

/** Numbers sets of messages with one home: inboxes, and messages sent together. */
export class MessageSets {
  readonly #messages: Messages;
  /** By number: the messages, ordered by content. */
  readonly #members: Int32Array[] = [new Int32Array(0)];
  /** The newest set for each hash, and for each set the previous one with the same hash. */
  readonly #newest = new Map<number, number>();
  readonly #older: number[] = [0];
  readonly #withMessage = new PairMap(1024, false);

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  get count(): number {
    return this.#members.length;
  }

  membersOf(set: number): Int32Array {
    return this.#members[set] as Int32Array;
  }

  /** The number of the set of these messages; they may repeat. */
  of(messages: readonly number[]): number {
    const members = [...new Set(messages)].sort((a, b) => this.#messages.compare(a, b));
    return this.#intern(Int32Array.from(members));
  }

  /** The number of the set with this message added. */
  with(set: number, message: number): number {
    const known = this.#withMessage.get(set, message);
    if (known !== 0) return known;
    const result = this.union(set, this.of([message]));
    this.#withMessage.set(set, message, result);
    return result;
  }

  /** The number of the set of the messages in either. */
  union(set: number, other: number): number {
    const added = this.without(other, set);
    if (added.length === 0) return set;
    const old = this.membersOf(set);
    const merged = new Int32Array(old.length + added.length);
    let i = 0;
    let j = 0;
    for (let at = 0; at < merged.length; at++) {
      const first = old[i];
      const second = added[j];
      const takeFirst =
        second === undefined || (first !== undefined && this.#messages.compare(first, second) < 0);
      merged[at] = (takeFirst ? first : second) as number;
      if (takeFirst) i++;
      else j++;
    }
    return this.#intern(merged);
  }

  /** The messages of `set` that are not in `other`, in order. */
  without(set: number, other: number): number[] {
    const known = this.membersOf(other);
    const result: number[] = [];
    let at = 0;
    for (const message of this.membersOf(set)) {
      while (at < known.length && this.#messages.compare(known[at] as number, message) < 0) at++;
      if (known[at] !== message) result.push(message);
    }
    return result;
  }

  #intern(members: Int32Array): number {
    if (members.length === 0) return EMPTY_SET;
    let low = members.length;
    let high = 0;
    for (const message of members) {
      low = (low + imul(message + 1, 0x9e3779b1)) | 0;
      high = (high + imul((message + 1) ^ (message >>> 7), 0x85ebca6b)) & 0x1fffff;
    }
    const hash = high * 4294967296 + (low >>> 0);
    const newest = this.#newest.get(hash) ?? EMPTY_SET;
    for (let set = newest; set !== EMPTY_SET; set = this.#older[set] as number) {
      if (sameMembers(this.membersOf(set), members)) return set;
    }
    const set = this.#members.push(members) - 1;
    this.#older.push(newest);
    this.#newest.set(hash, set);
    return set;
  }
}

function sameMembers(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
