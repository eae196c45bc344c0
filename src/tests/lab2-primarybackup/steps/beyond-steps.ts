import type { Address } from '../../../index.js';
import { PING_CHECK_MILLIS, PING_MILLIS } from '../given/lab2.js';
import {
  append,
  fail,
  get,
  LINEARIZABLE,
  put,
  type RunSystem,
  type Workload,
} from '../../../testing.js';
import { currentView, expectFewMessages, settle } from './run-steps.js';
import { VIEW_SERVER } from '../subjects.js';
import { viewText } from './view-text.js';

/** How long a system may take to recover once nothing holds it up any more. */
const RECOVERY_MS = 6000;

/** How long to count the pings of a server. */
const WATCHED_MS = 1000;

/** The share of a client's commands that are reads; the others put or append. */
const READS = 0.4;

/**
 * Endless reads, puts and appends of all clients on the same keys, each value written once. Any
 * result is accepted as it arrives: `LINEARIZABLE` judges all of them together.
 */
export function sharedKeys(system: RunSystem, keys: number, pauseMs: number): Workload {
  const random = system.random.split('workload');
  return {
    size: Infinity,
    pauseMs,
    commandAt(index, client) {
      const draw = random.split(client).split(index);
      const key = draw.below(keys);
      if (draw.chance(READS)) return get(key);
      const value = `<${client.slice('client'.length)}.${index}>`;
      return draw.chance(0.25) ? put(key, value) : append(key, value);
    },
    expectedAt: () => undefined,
  };
}

/** Turns the links between two groups on or off, both ways. */
export function connect(
  system: RunSystem,
  these: readonly Address[],
  those: readonly Address[],
  isOn: boolean,
): void {
  for (const one of these) {
    for (const other of those) {
      if (one === other) continue;
      system.network.linkOn(one, other, isOn).linkOn(other, one, isOn);
    }
  }
}

/** A view with both its servers. */
export interface Pair {
  readonly primary: Address;
  readonly backup: Address;
}

/** Waits for a view that has both servers and lasts long enough to be acknowledged. */
export function waitForPair(system: RunSystem): Pair {
  const untilMs = system.nowMs + RECOVERY_MS;
  for (;;) {
    const view = currentView(system);
    const { primary, backup, viewNum } = view;
    const isPair = primary !== null && backup !== null;
    if (isPair) {
      settle(system);
      if (currentView(system).viewNum === viewNum) return { primary, backup };
    } else {
      system.pass(PING_CHECK_MILLIS);
    }
    if (system.nowMs >= untilMs) {
      const seen = viewText(view);
      fail('answer', `no view with a backup that lasts within ${RECOVERY_MS} ms; at last: ${seen}`);
    }
  }
}

/**
 * Crashes a server of the view; another one may join. Fails if the view still names a server that
 * crashed before.
 */
export function replaceServer(
  system: RunSystem,
  alive: Address[],
  old: Address,
  next: Address | undefined,
): void {
  const index = alive.indexOf(old);
  if (index < 0)
    fail('answer', `${VIEW_SERVER} still has ${old} in its view, which crashed before`);
  alive.splice(index, 1);
  if (next !== undefined) {
    alive.push(next);
    system.addServer(next);
  }
  system.crash(old);
}

/** Fails unless every client soon gets an answer to a command that it issues from now on. */
export function expectService(system: RunSystem, clients: readonly Address[]): void {
  const sinceMs = system.nowMs;
  const waiting = new Set(clients);
  while (waiting.size > 0) {
    if (system.nowMs > sinceMs + RECOVERY_MS) {
      const [first] = waiting;
      fail('liveness', `${first} got no result within ${RECOVERY_MS} ms of a fair network`);
    }
    system.pass(PING_CHECK_MILLIS);
    for (const { client, respondedMs } of system.history()) {
      if (respondedMs !== undefined && respondedMs >= sinceMs) waiting.delete(client);
    }
  }
}

/** Fails unless the one server that is left pings about once per PING_MILLIS. */
export function watchPings(system: RunSystem): void {
  const before = { atMs: system.nowMs, received: system.receivedBy(VIEW_SERVER) };
  system.pass(WATCHED_MS);
  expectFewMessages(system, before);
  const received = system.receivedBy(VIEW_SERVER) - before.received;
  const pings = WATCHED_MS / PING_MILLIS;
  if (received >= pings / 2) return;
  const [expected, seen] = [`${pings} pings`, `${received} messages in ${WATCHED_MS} ms`];
  fail('count', `${VIEW_SERVER} received ${seen}, expected ${expected}`, { expected, seen });
}

/** Stops the system and judges all results of the clients. */
export function finish(system: RunSystem): void {
  system.stop();
  system.checkHistory(LINEARIZABLE);
}
