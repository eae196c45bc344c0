import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Workload } from '../workload/index.js';
import type { NodeBlueprint } from '../box/index.js';
import type { Links } from '../schedule/index.js';
import type { Network } from './network.js';
import type { Results } from './results.js';
import { timerKey, type TimerQueue } from './timer-queue.js';

/** What is local to one node: its state, its pending timers, and a client's results so far. */
export interface LocalState {
  readonly node: Canonical;
  readonly timers: TimerQueue;
  /** The results its client worker has collected; empty for a server. */
  readonly results: Results;
}

/** A handler threw: the world is terminal. */
export interface Exception {
  readonly node: Address;
  readonly fault: LabFaultData;
}

/** A whole system at one moment. Immutable: to undo a step, keep the world before it. */
export interface World {
  /** By address, in the order the nodes were added. */
  readonly locals: ReadonlyMap<Address, LocalState>;
  /** The messages in flight. */
  readonly network: Network;
  /** Messages held back: not delivered until they are restored or sent again. */
  readonly aside: Network;
  /**
   * How far clients are in their workloads: how many commands each was handed up to the last one
   * that an action handed in. Any handed in at once after that can be derived from the results.
   */
  readonly handed: ReadonlyMap<Address, number>;
  readonly links: Links;
  readonly exception: Exception | undefined;
}

/** What stays the same while a system runs: how its nodes are made and what clients do. */
export interface SystemPlan {
  /** In the order the nodes are added. */
  readonly nodes: readonly NodeBlueprint[];
  readonly workloads: ReadonlyMap<Address, Workload>;
}

/**
 * Equal for worlds that a search considers equal, and for no others: the key in a naive checker's
 * visited set. A search changes no links and hands in every command at once.
 */
export function worldKey(world: World): string {
  const parts: string[] = [];
  for (const address of [...world.locals.keys()].sort()) {
    const local = world.locals.get(address) as LocalState;
    parts.push(address, localKey(local));
  }
  parts.push('network', ...[...world.network.keys()].sort());
  parts.push('aside', ...[...world.aside.keys()].sort());
  if (world.exception !== undefined) {
    parts.push('exception', world.exception.node, world.exception.fault.message);
  }
  return parts.map((part) => `${part.length}:${part}`).join('');
}

/** Equal for equal local states and for no others. */
export function localKey(local: LocalState): string {
  const parts = [local.node, ...local.timers.map(timerKey)];
  return [parts.length, ...parts, ...local.results]
    .map((part) => `${String(part).length}:${part}`)
    .join('');
}
