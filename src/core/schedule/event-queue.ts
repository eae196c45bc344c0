/** What an {@link EventQueue} orders by. */
export interface Scheduled {
  readonly atMs: number;
  /** Among events at the same instant, lower ranks go first. */
  readonly rank: number;
  /** Among events of the same instant and rank, the one scheduled first goes first. */
  readonly sequence: number;
}

/** A binary heap of events, earliest first. The order is total, so it never depends on chance. */
export class EventQueue<T extends Scheduled> {
  #heap: T[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The next event, which stays in the queue. */
  peek(): T | undefined {
    return this.#heap[0];
  }

  add(event: T): void {
    const heap = this.#heap;
    let index = this.#size++;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as T;
      if (!before(event, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = event;
  }

  /** Takes the next event out. */
  take(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined) return undefined;
    const last = heap.pop() as T;
    this.#size = heap.length;
    if (this.#size > 0) this.#sink(last);
    return first;
  }

  /** Takes out every event that matches, in no particular order. */
  removeWhere(matches: (event: T) => boolean): T[] {
    const removed: T[] = [];
    const kept: T[] = [];
    for (const event of this.#heap) (matches(event) ? removed : kept).push(event);
    if (removed.length === 0) return removed;
    this.#heap = [];
    this.#size = 0;
    for (const event of kept) this.add(event);
    return removed;
  }

  /** All events, in no particular order. */
  items(): readonly T[] {
    return this.#heap;
  }

  #sink(event: T): void {
    const heap = this.#heap;
    const size = this.#size;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= size) break;
      if (below + 1 < size && before(heap[below + 1] as T, heap[below] as T)) below++;
      const child = heap[below] as T;
      if (!before(child, event)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = event;
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.sequence < b.sequence;
}
