import { rootAddress, type Address } from '../lab/index.js';
import { placeOf } from '../system/index.js';
import { KnownRun } from './known-run.js';
import type { ShownFailure } from './shown-failure.js';
import { marksUpTo } from './taken-history.js';
import type { Taken, Taker } from './taker.js';
import type { Trace, TraceCommand, TraceEvent } from './trace.js';

/** A run as it was taken. */
export interface TakenRun {
  readonly events: readonly TraceEvent[];
  readonly states: readonly Taken[];
}

/**
 * The run that is to be made small: up to where its failure shows first, without what changes no
 * node, and where commands may be left out with an event for each command that followed by itself.
 * `undefined` when it does not fail in this way.
 */
export function runToReduce(by: Taker, recorded: TakenRun, failure: ShownFailure) {
  const isExplicit = failure.commands !== undefined;
  const taker = isExplicit ? by.with(explicitWorkloads(by.plan.workloads)) : by;
  const events = isExplicit ? withCommands(recorded) : recorded.events;
  const { taken, states } = taker.all(withoutIdle(events, by.plan));
  const length = failure.isAtEnd
    ? shortestStuck(states, failure, taker)
    : states.findIndex((state) => failure.shows(state, taker));
  if (length < 0) return undefined;
  const cut = { events: taken.slice(0, length), states: states.slice(0, length + 1) };
  return new KnownRun(taker, cut, isExplicit);
}

/** How much of a stuck run is as stuck as its end. */
function shortestStuck(states: readonly Taken[], failure: ShownFailure, taker: Taker): number {
  const isStuck = (length: number): boolean => failure.shows(states[length] as Taken, taker);
  let [free, stuck] = [0, states.length - 1];
  if (!isStuck(stuck)) return -1;
  while (stuck - free > 1) {
    const middle = Math.floor((free + stuck) / 2);
    if (isStuck(middle)) stuck = middle;
    else free = middle;
  }
  return stuck;
}

function withCommands({ events, states }: TakenRun): TraceEvent[] {
  return events.flatMap((event, i) => {
    const { action, atMs } = event;
    if (action.kind === 'command') return [event];
    const before = states[i]?.mark?.place ?? -1;
    const fresh = marksUpTo(states[i + 1]?.mark, before);
    const handed = fresh.filter(({ result }) => result === undefined);
    return [event, ...handed.map(({ client }) => commandEvent(client, atMs))];
  });
}

function commandEvent(client: Address, atMs: number | undefined): TraceEvent {
  return { action: { kind: 'command', client }, atMs };
}

function explicitWorkloads(workloads: Trace['workloads']): Trace['workloads'] {
  return new Map(
    [...workloads].map(([client, commands]) => [
      client,
      commands.map(({ command }) => ({ command, atOnce: false })),
    ]),
  );
}

/** Without what changes no node: link settings, and deliveries to nobody. */
function withoutIdle(events: readonly TraceEvent[], plan: Trace): TraceEvent[] {
  const nodes = new Set<Address>();
  for (const { action } of plan.events) if (action.kind === 'add') nodes.add(action.node.address);
  return events.filter(({ action }) => {
    if (action.kind === 'links') return false;
    return action.kind !== 'deliver' || nodes.has(rootAddress(action.envelope.to));
  });
}

/**
 * The run with each command handed in at once, where nothing happens to its client between the
 * result before it and the command.
 */
export function withCommandsAtOnce(run: KnownRun, failure: ShownFailure): KnownRun {
  const workloads = new Map(
    [...run.taker.plan.workloads].map(([client, commands]) => [client, [...commands]]),
  );
  const events = run.events.filter(({ action }, index) => {
    if (action.kind !== 'command' || !isAtOnce(run, index, action.client)) return true;
    const number = resultsOf(run, index, action.client);
    const commands = workloads.get(action.client) ?? [];
    commands[number] = { ...(commands[number] as TraceCommand), atOnce: true };
    return false;
  });
  const taker = run.taker.with(workloads);
  const { taken, states } = taker.all(events);
  const isSame = taken.length === events.length && failure.shows(states.at(-1) as Taken, taker);
  return isSame ? new KnownRun(taker, { events: taken, states }, false) : run;
}

/** Whether the last step of the client before an event gave it a result, or was its first. */
function isAtOnce(run: KnownRun, index: number, client: Address): boolean {
  const last = run.events.slice(0, index).findLastIndex(({ action }) => {
    return placeOf(action) === client;
  });
  if (run.events[last]?.action.kind === 'add') return true;
  return resultsOf(run, last, client) < resultsOf(run, index, client);
}

function resultsOf({ states }: KnownRun, index: number, client: Address): number {
  return states[index]?.world.locals.get(client)?.results.length ?? 0;
}
