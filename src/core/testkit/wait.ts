import type { Address } from '../lab/index.js';
import { LimitReached, type AdvanceEnd, type Simulation } from '../simulator/index.js';
import type { FailureKind } from './failure.js';
import { fail, inMs } from './test-failure.js';

/** Who waits for what, in words: `client1`, `the result of Get(key=foo)`. */
export interface Waiting {
  readonly who: string;
  readonly forWhat: string;
}

/** What a test waits for. */
export interface Awaited {
  readonly kind: FailureKind;
  /** Who still waits for what. */
  readonly waiting: () => Waiting;
  /** When that was asked for, if after the waiting began. */
  readonly askedMs?: (() => number) | undefined;
  /**
   * The clients whose results can end the waiting; if there are none, only mail to the tester can;
   * if omitted, anything can.
   */
  readonly clients?: readonly Address[] | undefined;
  /** Milliseconds; if omitted, only the limit of the test ends the waiting. */
  readonly withinMs?: number | undefined;
}

/** Lets virtual time pass until the condition holds. Fails the test, and says why, otherwise. */
export function waitUntil(simulation: Simulation, awaited: Awaited, holds: () => boolean): void {
  const untilMs = simulation.nowMs + (awaited.withinMs ?? Infinity);
  const { clients } = awaited;
  waitWhile(simulation, awaited, () => simulation.advance(untilMs, holds, clients));
}

/** The same, where the caller lets time pass and says how that ended. */
export function waitWhile(
  simulation: Simulation,
  awaited: Awaited,
  advance: () => AdvanceEnd,
): void {
  const sinceMs = simulation.nowMs;
  const end = endOf(simulation, awaited, advance);
  if (end === 'reached') return;
  const waited = waitedText(awaited, sinceMs, simulation.nowMs);
  if (end === 'time') fail(awaited.kind, waited);
  const reason = simulation.running
    ? 'nothing can happen any more: no message is in flight and no timer is set'
    : 'the system is stopped';
  fail(awaited.kind, `${waited}; ${reason}`);
}

/** `client1 has waited since 120.1 ms (879.9 ms) for the result of Get(key=foo)` */
function waitedText({ waiting, askedMs }: Awaited, beganMs: number, nowMs: number): string {
  const { who, forWhat } = waiting();
  const sinceMs = Math.max(beganMs, askedMs?.() ?? 0);
  return `${who} has waited since ${inMs(sinceMs)} (${inMs(nowMs - sinceMs)}) for ${forWhat}`;
}

function endOf(simulation: Simulation, awaited: Awaited, advance: () => AdvanceEnd): AdvanceEnd {
  const beganMs = simulation.nowMs;
  try {
    return advance();
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const { nowMs } = simulation;
    if (error.limit === 'events') {
      const { who, forWhat } = awaited.waiting();
      return failOnEvents(simulation, error, `${who} waits for ${forWhat}`);
    }
    const waited = waitedText(awaited, beganMs, nowMs);
    return fail(awaited.kind, `${waited}; the test's limit is ${inMs(nowMs)} of virtual time`, {
      limit: 'time',
    });
  }
}

/** Lets this much virtual time pass. */
export function pass(simulation: Simulation, ms: number): void {
  const untilMs = simulation.nowMs + ms;
  try {
    simulation.advance(untilMs);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const what = `the test lets ${inMs(ms)} pass`;
    if (error.limit === 'events') failOnEvents(simulation, error, what);
    fail('limit', `${error.message} while ${what}`, { limit: error.limit });
  }
}

function failOnEvents(simulation: Simulation, error: LimitReached, what: string): never {
  fail(
    'limit',
    `${error.message} at ${inMs(simulation.nowMs)}, while ${what}: ` +
      'messages or timers cause ever more of their kind',
    { limit: 'events' },
  );
}
