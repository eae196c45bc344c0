import type { History, Operation } from '../workload/index.js';
import { byKey, keyOf, type KeyOperation } from './kv-register.js';
import { findOrder } from './linearizable-order.js';
import { shrinkIllegal } from './linearizable-shrink.js';
import { tellIllegal, tellOperation } from './linearizable-told.js';

/** How many configurations of one key the check looks at before it gives up. */
const NODES_MAX = 300_000;

/** The result of checking a history. */
export type Linearizability =
  | { readonly verdict: 'ok' }
  /** No legal order exists. */
  | {
      readonly verdict: 'illegal';
      readonly key: string;
      /** A few operations that contradict each other whatever the others did. */
      readonly operations: readonly Operation[];
      /** The contradiction in one sentence. */
      readonly told: string;
      /** The operations, one per line. */
      readonly lines: readonly string[];
    }
  /** Too many orders to try them all: nothing is claimed. */
  | { readonly verdict: 'unknown'; readonly key: string; readonly told: string };

/**
 * Checks whether a history of key-value commands is linearizable: each command takes effect at one
 * instant between its invocation and its answer. It checks each key separately, which is equivalent
 * and much less work. A command without an answer may have taken effect or not. Throws for commands
 * of any other kind.
 */
export function checkLinearizable(history: History, nodesMax = NODES_MAX): Linearizability {
  let unknown: Linearizability | undefined;
  for (const [key, operations] of byKey(history)) {
    const relevant = operations.filter((operation) => isRelevant(operation));
    const order = findOrder(relevant, { nodesMax });
    if (order === 'none') return illegal(key, relevant);
    if (order === 'unknown') {
      const told =
        `whether the ${relevant.length} commands on ${key} are ` +
        `linearizable could not be decided: ` +
        `too many are concurrent (${nodesMax} configurations looked at)`;
      unknown ??= { verdict: 'unknown', key, told };
    }
  }
  return unknown ?? { verdict: 'ok' };
}

/**
 * The first key whose operations have no legal order, as {@link checkLinearizable} finds it, but
 * without saying why. `undefined` if there is none, and for commands of any other kind.
 */
export function illegalKey(history: History, nodesMax = NODES_MAX): string | undefined {
  if (!history.every(({ command }) => keyOf(command) !== undefined)) return undefined;
  for (const [key, operations] of byKey(history)) {
    const relevant = operations.filter((operation) => isRelevant(operation));
    if (findOrder(relevant, { nodesMax }) === 'none') return key;
  }
  return undefined;
}

/** A get without an answer says nothing. */
function isRelevant(operation: KeyOperation): boolean {
  return operation.kind !== 'get' || operation.respondedMs !== Infinity;
}

function illegal(key: string, operations: readonly KeyOperation[]): Linearizability {
  const shrunk = shrinkIllegal(operations);
  return {
    verdict: 'illegal',
    key,
    operations: shrunk.map(({ operation }) => operation),
    told: tellIllegal(key, shrunk, operations),
    lines: shrunk.map((operation) => tellOperation(key, operation)),
  };
}
