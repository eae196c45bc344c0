import { FreeWrites } from './free-writes.js';
import type { KeyOperation } from './kv-register.js';
import { findOrder } from './linearizable-order.js';

/** The maximum number of configurations to look at, to see whether one operation can go. */
const NODES_MAX = 20_000;

/**
 * The operations of an illegal history that make it illegal, as few as greedy removal finds.
 *
 * An operation goes if the rest stays illegal *whatever the removed ones did*: a removed get
 * requires nothing, and a removed write may take effect at any time after its invocation, any
 * number of times, or never ({@link FreeWrites}). So a write whose value somebody read stays if the
 * read alone would be no contradiction, and the rest is a proof by itself.
 */
export function shrinkIllegal(operations: readonly KeyOperation[]): readonly KeyOperation[] {
  const cut = firstIllegalPrefix(operations);
  const waiting = cut.filter((operation) => operation.respondedMs === Infinity);
  const answered = cut.filter((operation) => operation.respondedMs !== Infinity);
  if (isIllegal(answered, waiting)) return withoutSuperfluous(answered, waiting);
  // If it matters that the unanswered writes took effect at most once each, only gets can go.
  const writes = cut.filter((operation) => operation.kind !== 'get');
  const gets = cut.filter((operation) => operation.kind === 'get');
  const illegal = (kept: readonly KeyOperation[]): boolean =>
    findOrder([...writes, ...kept], { nodesMax: NODES_MAX }) === 'none';
  return [...writes, ...removeGreedily(gets, illegal)].toSorted(byPlace);
}

/** The history up to the first answer that makes it illegal, with later answers missing. */
function firstIllegalPrefix(operations: readonly KeyOperation[]): readonly KeyOperation[] {
  const times = [...new Set(operations.map((operation) => operation.respondedMs))]
    .filter((respondedMs) => respondedMs !== Infinity)
    .toSorted((a, b) => a - b);
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const prefix = prefixAt(operations, times[middle] as number);
    if (findOrder(prefix, { nodesMax: NODES_MAX }) === 'none') high = middle;
    else low = middle + 1;
  }
  const prefix = prefixAt(operations, times[high] ?? Infinity);
  return findOrder(prefix, { nodesMax: NODES_MAX }) === 'none' ? prefix : operations;
}

function prefixAt(operations: readonly KeyOperation[], atMs: number): KeyOperation[] {
  return operations
    .filter((operation) => operation.invokedMs <= atMs)
    .map((operation) => (operation.respondedMs <= atMs ? operation : unanswered(operation)))
    .filter((operation) => operation.kind !== 'get' || operation.respondedMs !== Infinity);
}

function unanswered(operation: KeyOperation): KeyOperation {
  const answer = operation.kind === 'append' ? undefined : operation.answer;
  return { ...operation, answer, absurd: false, respondedMs: Infinity };
}

function isIllegal(kept: readonly KeyOperation[], free: readonly KeyOperation[]): boolean {
  const options = { free: new FreeWrites(free), nodesMax: NODES_MAX };
  return findOrder(kept, options) === 'none';
}

function withoutSuperfluous(
  answered: readonly KeyOperation[],
  waiting: readonly KeyOperation[],
): readonly KeyOperation[] {
  return removeGreedily(answered, (kept) => {
    const left = new Set(kept);
    return isIllegal(kept, [...waiting, ...answered.filter((operation) => !left.has(operation))]);
  });
}

/** Removes halves, quarters, ... down to single operations, as long as the rest stays illegal. */
function removeGreedily(
  operations: readonly KeyOperation[],
  illegal: (kept: readonly KeyOperation[]) => boolean,
): readonly KeyOperation[] {
  let kept = operations;
  for (let size = Math.ceil(kept.length / 2); size >= 1;) {
    let removed = false;
    for (let start = 0; start < kept.length;) {
      const rest = kept.toSpliced(start, size);
      if (illegal(rest)) {
        kept = rest;
        removed = true;
      } else start += size;
    }
    if (size === 1 && !removed) break;
    if (size > 1) size = Math.ceil(size / 2);
  }
  return kept;
}

function byPlace(a: KeyOperation, b: KeyOperation): number {
  return a.place - b.place;
}
