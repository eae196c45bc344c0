import type { Address } from '../lab/index.js';
import { LimitReached, type AdvanceEnd, type Simulation } from '../simulator/index.js';
import type { FailureKind } from './failure.js';
import { fail, inMs } from './test-failure.js';

/** What a test waits for, in words: `client1 waits for the result of Get(key=foo)`. */
export interface Awaited {
  readonly kind: FailureKind;
  readonly text: () => string;
  /** When what still waits at the end was asked for, if that was after the waiting began. */
  readonly askedMs?: (() => number) | undefined;
  /** The clients whose results end the waiting; left out, anything may. */
  readonly clients?: readonly Address[] | undefined;
  /** Milliseconds; left out, only the limit of the test ends the waiting. */
  readonly withinMs?: number | undefined;
}

/** Lets virtual time pass until the condition holds. Fails the test, and says why, otherwise. */
export function waitUntil(simulation: Simulation, awaited: Awaited, holds: () => boolean): void {
  const untilMs = simulation.nowMs + (awaited.withinMs ?? Infinity);
  const { clients } = awaited;
  waitWhile(simulation, awaited, () => simulation.advance(untilMs, holds, clients));
}

/** The same, where something else lets time pass and says how that ended. */
export function waitWhile(
  simulation: Simulation,
  awaited: Awaited,
  advance: () => AdvanceEnd,
): void {
  const sinceMs = simulation.nowMs;
  const end = endOf(simulation, awaited, advance);
  if (end === 'reached') return;
  const waited = `${awaited.text()}, in vain since ${inMs(inVainSince(awaited, sinceMs))}`;
  if (end === 'time') fail(awaited.kind, `${waited}, for ${inMs(awaited.withinMs as number)}`);
  const reason = simulation.running
    ? 'nothing happens any more: no message is in flight and no timer is set'
    : 'the system is stopped';
  fail(awaited.kind, `${waited}; ${reason}`);
}

function inVainSince({ askedMs }: Awaited, beganMs: number): number {
  return Math.max(beganMs, askedMs?.() ?? 0);
}

function endOf(simulation: Simulation, awaited: Awaited, advance: () => AdvanceEnd): AdvanceEnd {
  const beganMs = simulation.nowMs;
  try {
    return advance();
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const { nowMs } = simulation;
    if (error.limit === 'events') return failOnEvents(simulation, error, awaited.text());
    const from = inVainSince(awaited, beganMs);
    const inVain = `in vain since ${inMs(from)}, for ${inMs(nowMs - from)}`;
    return fail(
      awaited.kind,
      `${awaited.text()}, ${inVain}; the test's limit is ${inMs(nowMs)} of virtual time`,
      { limit: 'time' },
    );
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
      'messages or timers beget ever more of their kind',
    { limit: 'events' },
  );
}
