import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Workload } from '../workload/index.js';
import { envelopeKey } from './envelope.js';
import type { Envelope, NodeBlueprint } from '../box/index.js';
import { timerKey, type TimerQueue } from './timer-queue.js';

/** What is local to one node: its state, its pending timers, and a client's results so far. */
export interface LocalState {
  readonly node: Canonical;
  readonly timers: TimerQueue;
  /** The results its client worker has collected; empty for a server. */
  readonly results: readonly Canonical[];
}

/** A handler threw: the state is terminal. */
export interface Exception {
  readonly node: Address;
  readonly fault: LabFaultData;
}

/**
 * A state of the whole system as a search sees it. Immutable. The network is a set: an envelope
 * stays in it after its delivery. `dropped` envelopes are part of the state, but are not delivered
 * until they are picked up again.
 */
export interface SystemState {
  /** By address, in the order the nodes were added. */
  readonly locals: ReadonlyMap<Address, LocalState>;
  /** By {@link envelopeKey}, in the order of first sending; equality ignores the order. */
  readonly network: ReadonlyMap<string, Envelope>;
  readonly dropped: ReadonlyMap<string, Envelope>;
  readonly exception: Exception | undefined;
}

/** What does not change while a system runs: how its nodes are made and what clients do. */
export interface SystemPlan {
  /** In the order the nodes are added. */
  readonly nodes: readonly NodeBlueprint[];
  readonly workloads: ReadonlyMap<Address, Workload>;
}

/** Equal for equal states and for no others: what a naive checker's visited set holds. */
export function stateKey(state: SystemState): string {
  const parts: string[] = [];
  for (const address of [...state.locals.keys()].sort()) {
    const local = state.locals.get(address) as LocalState;
    parts.push(address, localKey(local));
  }
  parts.push('network', ...[...state.network.keys()].sort());
  parts.push('dropped', ...[...state.dropped.keys()].sort());
  if (state.exception !== undefined) {
    parts.push('exception', state.exception.node, state.exception.fault.message);
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

/** The network with these envelopes added; the same one when all were in it. */
export function withEnvelopes(
  network: ReadonlyMap<string, Envelope>,
  envelopes: readonly Envelope[],
): ReadonlyMap<string, Envelope> {
  let result: Map<string, Envelope> | undefined;
  for (const envelope of envelopes) {
    const key = envelopeKey(envelope);
    if ((result ?? network).has(key)) continue;
    result ??= new Map(network);
    result.set(key, envelope);
  }
  return result ?? network;
}
