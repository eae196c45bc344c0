import { fingerprint } from '../../canon/index.js';
import { rootAddress, type Address } from '../../lab/index.js';
import {
  envelopeKey,
  timerKey,
  type Action,
  type Envelope,
  type LocalState,
  type World,
} from '../../system/index.js';
import type { KnownRun } from './known-run.js';

/**
 * The events of a run between a state and its last return to that state: without them the run goes
 * the same way. A run that only waits is full of them, since pings and answers lead nowhere.
 *
 * Two states count as the same if the nodes are, and the messages that this run still delivers.
 */
export function detours(run: KnownRun): number[] {
  const lastAt = new Map<string, number>();
  const keys = stateKeys(run);
  for (const [at, key] of keys.entries()) lastAt.set(key, at);
  const between: number[] = [];
  for (let at = 0; at < keys.length; at++) {
    const last = lastAt.get(keys[at] as string) as number;
    for (; at < last; at++) between.push(at);
  }
  return between;
}

/** For each length of the run, a text that is equal for equal states. */
function stateKeys(run: KnownRun): string[] {
  const inTransit = new InTransit(run);
  const nodes = new NodeNumbers();
  const keys: string[] = [];
  for (const { world } of run.path()) {
    const text = `${nodes.textOf(world)}|${inTransit.textAt(keys.length, world)}`;
    // A run may have a hundred thousand states. If two look alike, leaving out fails, no more.
    keys.push(fingerprint(text));
  }
  return keys;
}

/** Numbers what nodes hold, which most steps change for one node only. */
class NodeNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<LocalState, number>();

  textOf({ locals, handed }: World): string {
    const parts: (Address | number)[] = [];
    for (const [address, local] of locals) parts.push(address, this.#numberOf(local));
    for (const [client, count] of handed) parts.push(client, count);
    return parts.join();
  }

  #numberOf(local: LocalState): number {
    let number = this.#known.get(local);
    if (number === undefined) {
      const { node, timers, results } = local;
      const text = [results.length, ...timers.map(timerKey), node].join('\n');
      number = this.#numbers.get(text) ?? this.#numbers.size;
      this.#numbers.set(text, number);
      this.#known.set(local, number);
    }
    return number;
  }
}

/** The messages in flight that are still delivered or duplicated. */
class InTransit {
  /** By message: the last event that is about it. */
  readonly #lastUse = new Map<string, number>();

  constructor({ events }: KnownRun) {
    for (const [index, { action }] of events.entries()) {
      const envelope = carried(action);
      if (envelope !== undefined) this.#lastUse.set(envelopeKey(envelope), index);
    }
  }

  textAt(index: number, { network, aside, locals }: World): string {
    const parts: (string | number)[] = [];
    for (const messages of [network, aside]) {
      for (const envelope of messages.values()) {
        const key = envelopeKey(envelope);
        const isUsed = (this.#lastUse.get(key) ?? -1) >= index;
        if (isUsed && locals.has(rootAddress(envelope.to))) {
          parts.push(key, messages.count(envelope));
        }
      }
      parts.push('');
    }
    return parts.join('\n');
  }
}

function carried(action: Action): Envelope | undefined {
  return action.kind === 'deliver' || action.kind === 'duplicate' ? action.envelope : undefined;
}
