import { canFollow, valueAfter, type KeyOperation, type KeyValue } from './kv-register.js';
import type { FreeWrites } from './free-writes.js';

/** Whether the operations have a legal order; `unknown` if the budget ran out first. */
export type Order = 'found' | 'none' | 'unknown';

export interface OrderOptions {
  /** Writes that may take effect at any time; see {@link FreeWrites}. */
  readonly free?: FreeWrites | undefined;
  /** The maximum number of configurations to look at. */
  readonly nodesMax: number;
}

/**
 * Looks for an order of one key's operations in which each takes effect at one instant between
 * its invocation and its answer, and every answer is right (Wing and Gong's search, with Lowe's
 * memory of configurations seen). Operations without an answer may take effect or not.
 *
 * A configuration is the set of operations that took effect, and the key's value.
 */
export function findOrder(operations: readonly KeyOperation[], options: OrderOptions): Order {
  return new OrderSearch(operations, options).run();
}

/** Operations, by their index in the order of invocation, and the key's value after them. */
interface Configuration {
  /** How many of the first answered operations, in order of invocation, have all taken effect. */
  readonly done: number;
  /** The others that took effect, ascending: no more than run concurrently. */
  readonly later: readonly number[];
  readonly value: KeyValue;
}

class OrderSearch {
  readonly #operations: readonly KeyOperation[];
  /** The indexes of operations with an answer, and of those without, ascending. */
  readonly #answered: readonly number[];
  readonly #unanswered: readonly number[];
  readonly #options: OrderOptions;
  readonly #seen = new Set<string>();
  readonly #valueIds = new Map<KeyValue, number>();
  readonly #stack: Configuration[] = [];

  constructor(operations: readonly KeyOperation[], options: OrderOptions) {
    this.#operations = operations.toSorted(
      (a, b) => a.invokedMs - b.invokedMs || a.place - b.place,
    );
    const places = [...this.#operations.keys()];
    this.#answered = places.filter((index) => this.#respondedMs(index) !== Infinity);
    this.#unanswered = places.filter((index) => this.#respondedMs(index) === Infinity);
    this.#options = options;
  }

  run(): Order {
    this.#push({ done: 0, later: [], value: undefined });
    for (let nodes = 0; nodes < this.#options.nodesMax; nodes++) {
      const configuration = this.#stack.pop();
      if (configuration === undefined) return 'none';
      if (configuration.done === this.#answered.length) return 'found';
      this.#expand(configuration);
    }
    return 'unknown';
  }

  #expand(configuration: Configuration): void {
    const { candidates, leastMs } = this.#candidates(configuration);
    // A read that is correct now may as well take effect now: it rules out nothing else.
    for (const index of candidates) {
      const operation = this.#operations[index] as KeyOperation;
      if (operation.kind !== 'get' || !canFollow(operation, configuration.value)) continue;
      this.#push(this.#after(configuration, index, configuration.value));
      return;
    }
    // The stack returns last what is pushed first, so those answered first are tried first.
    candidates.sort((a, b) => this.#respondedMs(b) - this.#respondedMs(a));
    for (const index of candidates) {
      const operation = this.#operations[index] as KeyOperation;
      const { value } = configuration;
      const legal =
        canFollow(operation, value) ||
        this.#options.free?.makeRoomFor(operation, value, leastMs) === true;
      if (legal) this.#push(this.#after(configuration, index, valueAfter(operation, value)));
    }
  }

  /** The open operations that no other open one precedes, and the time of the first open answer. */
  #candidates({ done, later }: Configuration): { candidates: number[]; leastMs: number } {
    const candidates: number[] = [];
    const open: KeyOperation[] = [];
    let leastMs = Infinity;
    let [answered, unanswered] = [done, 0];
    for (;;) {
      const nextAnswered = this.#answered[answered] ?? Infinity;
      const nextUnanswered = this.#unanswered[unanswered] ?? Infinity;
      const index = Math.min(nextAnswered, nextUnanswered);
      if (index === nextAnswered) answered++;
      else unanswered++;
      if (later.includes(index)) continue;
      const operation = this.#operations[index];
      // An answer and an invocation at the same instant may be in either order ...
      if (operation === undefined || operation.invokedMs > leastMs) break;
      // ... except that a client does one thing after the other.
      const ownBefore = open.some(
        (other) =>
          other.operation.client === operation.operation.client &&
          other.respondedMs <= operation.invokedMs,
      );
      if (!ownBefore) candidates.push(index);
      open.push(operation);
      leastMs = Math.min(leastMs, operation.respondedMs);
    }
    return { candidates, leastMs };
  }

  #after({ done: before, later }: Configuration, index: number, value: KeyValue): Configuration {
    if (index !== this.#answered[before]) {
      return { done: before, later: [...later, index].sort((a, b) => a - b), value };
    }
    let done = before + 1;
    while (later.includes(this.#answered[done] ?? NaN)) done++;
    const counted = this.#answered.slice(before, done);
    return { done, later: later.filter((each) => !counted.includes(each)), value };
  }

  #push(configuration: Configuration): void {
    const { done, later, value } = configuration;
    let id = this.#valueIds.get(value);
    if (id === undefined) {
      id = this.#valueIds.size;
      this.#valueIds.set(value, id);
    }
    const key = `${id}:${done}:${later.join()}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#stack.push(configuration);
  }

  #respondedMs(index: number): number {
    return (this.#operations[index] as KeyOperation).respondedMs;
  }
}
