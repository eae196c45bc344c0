import { canFollow, valueAfter, type KeyOperation, type KeyValue } from './kv-register.js';
import type { FreeWrites } from './free-writes.js';

/** Whether the operations have a legal order; `unknown` when the budget ended first. */
export type Order = 'found' | 'none' | 'unknown';

export interface OrderOptions {
  /** Writes that may take effect at will; see {@link FreeWrites}. */
  readonly free?: FreeWrites | undefined;
  /** Configurations looked at, at most. */
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

/** Sixteen operations a unit, so that the set of them is a short string. */
const UNIT_BITS = 16;

interface Configuration {
  readonly effected: Uint16Array;
  /** No operation before this one is open. */
  readonly firstOpen: number;
  /** Answered operations that have not taken effect. */
  readonly left: number;
  readonly value: KeyValue;
}

class OrderSearch {
  readonly #operations: readonly KeyOperation[];
  readonly #options: OrderOptions;
  readonly #seen = new Set<string>();
  readonly #valueIds = new Map<KeyValue, number>();
  readonly #stack: Configuration[] = [];

  constructor(operations: readonly KeyOperation[], options: OrderOptions) {
    this.#operations = operations.toSorted(
      (a, b) => a.invokedMs - b.invokedMs || a.place - b.place,
    );
    this.#options = options;
  }

  run(): Order {
    const count = this.#operations.length;
    this.#push({
      effected: new Uint16Array(Math.ceil(count / UNIT_BITS)),
      firstOpen: 0,
      left: this.#operations.filter((operation) => operation.respondedMs !== Infinity).length,
      value: undefined,
    });
    for (let nodes = 0; nodes < this.#options.nodesMax; nodes++) {
      const configuration = this.#stack.pop();
      if (configuration === undefined) return 'none';
      if (configuration.left === 0) return 'found';
      this.#expand(configuration);
    }
    return 'unknown';
  }

  #expand(configuration: Configuration): void {
    const { candidates, leastMs } = this.#candidates(configuration);
    // A read that is right now may as well be now: it takes nothing from any other.
    for (const index of candidates) {
      const operation = this.#operations[index] as KeyOperation;
      if (operation.kind !== 'get' || !canFollow(operation, configuration.value)) continue;
      this.#push(this.#after(configuration, index, configuration.value));
      return;
    }
    // The stack gives back last what is pushed first: the ones answered first are tried first.
    const operations = this.#operations;
    const respondedMs = (index: number): number => (operations[index] as KeyOperation).respondedMs;
    for (const index of candidates.toSorted((a, b) => respondedMs(b) - respondedMs(a))) {
      const operation = operations[index] as KeyOperation;
      const { value } = configuration;
      const legal =
        canFollow(operation, value) ||
        this.#options.free?.makeWayFor(operation, value, leastMs) === true;
      if (legal) this.#push(this.#after(configuration, index, valueAfter(operation, value)));
    }
  }

  /** The open operations that no open one precedes, and the time of the first open answer. */
  #candidates(configuration: Configuration): { candidates: number[]; leastMs: number } {
    const candidates: number[] = [];
    const open: KeyOperation[] = [];
    let leastMs = Infinity;
    for (let index = configuration.firstOpen; index < this.#operations.length; index++) {
      if (isEffected(configuration.effected, index)) continue;
      const operation = this.#operations[index] as KeyOperation;
      // An answer and an invocation at one instant say nothing of who was first ...
      if (operation.invokedMs > leastMs) break;
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

  #after(before: Configuration, index: number, value: KeyValue): Configuration {
    const effected = before.effected.slice();
    effected[index >> 4] = (effected[index >> 4] as number) | (1 << (index & 15));
    let { firstOpen } = before;
    while (firstOpen < this.#operations.length && isEffected(effected, firstOpen)) firstOpen++;
    const answered = this.#operations[index]?.respondedMs !== Infinity;
    return { effected, firstOpen, left: before.left - (answered ? 1 : 0), value };
  }

  #push(configuration: Configuration): void {
    const { effected, value } = configuration;
    let id = this.#valueIds.get(value);
    if (id === undefined) {
      id = this.#valueIds.size;
      this.#valueIds.set(value, id);
    }
    let key = `${id}:`;
    for (const unit of effected) key += String.fromCharCode(unit);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#stack.push(configuration);
  }
}

function isEffected(effected: Uint16Array, index: number): boolean {
  return ((effected[index >> 4] as number) & (1 << (index & 15))) !== 0;
}
