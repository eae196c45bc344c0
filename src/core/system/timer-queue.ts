import type { PendingTimer } from '../box/index.js';

/** One node's pending timers (its sub-nodes' too), in the order they were set. */
export type TimerQueue = readonly PendingTimer[];

export function sameTimer(a: PendingTimer, b: PendingTimer): boolean {
  return a.timer === b.timer && a.owner === b.owner && a.minMs === b.minMs && a.maxMs === b.maxMs;
}

/** Equal for equal timers and for no others. */
export function timerKey(timer: PendingTimer): string {
  return `${timer.owner}@${timer.minMs}-${timer.maxMs}>${timer.timer}`;
}

/**
 * The timers that may fire next: all except those that must come after an earlier one, because its
 * maximum is at most their minimum. Equal timers are listed separately.
 */
export function mayFire(queue: TimerQueue): PendingTimer[] {
  let leastMaxMs = Infinity;
  const result: PendingTimer[] = [];
  for (const timer of queue) {
    if (leastMaxMs <= timer.minMs) continue;
    result.push(timer);
    leastMaxMs = Math.min(leastMaxMs, timer.maxMs);
  }
  return result;
}

/** The queue without the first timer equal to this one. */
export function withoutTimer(queue: TimerQueue, timer: PendingTimer): PendingTimer[] {
  const index = queue.findIndex((other) => sameTimer(other, timer));
  return index < 0 ? [...queue] : queue.toSpliced(index, 1);
}
