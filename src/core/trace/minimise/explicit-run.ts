import { rootAddress, type Address } from '../../lab/index.js';
import { bisect } from '../../support/index.js';
import { placeOf } from '../../system/index.js';
import { KnownRun } from './known-run.js';
import { type Executed, type Executor, marksUpTo, type ShownFailure } from '../replay/index.js';
import type { Trace, TraceCommand, TraceEvent } from '../file/index.js';

/** A run as it was taken. */
export interface ExecutedRun {
  readonly events: readonly TraceEvent[];
  readonly states: readonly Executed[];
}

/**
 * The run that is to be made small: up to where its failure shows first, without what changes no
 * node, and where commands may be left out with an event for each command that followed by itself.
 * `undefined` when it does not fail in this way.
 */
export function runToReduce(by: Executor, recorded: ExecutedRun, failure: ShownFailure) {
  const isExplicit = failure.commands !== undefined;
  const executor = isExplicit ? by.with(explicitWorkloads(by.plan.workloads)) : by;
  const events = isExplicit ? withCommands(recorded) : recorded.events;
  const { taken, states } = executor.all(withoutIdle(events, by.plan));
  const length = failure.isAtEnd
    ? shortestStuck(states, failure, executor)
    : states.findIndex((state) => failure.shows(state, executor));
  if (length < 0) return undefined;
  const cut = { events: taken.slice(0, length), states: states.slice(0, length + 1) };
  return new KnownRun(executor, cut, isExplicit);
}

/** How much of a stuck run is as stuck as its end. */
function shortestStuck(
  states: readonly Executed[],
  failure: ShownFailure,
  executor: Executor,
): number {
  const isStuck = (length: number): boolean => failure.shows(states[length] as Executed, executor);
  const end = states.length - 1;
  return isStuck(end) ? bisect(0, end, isStuck) : -1;
}

function withCommands({ events, states }: ExecutedRun): TraceEvent[] {
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
    [...run.executor.plan.workloads].map(([client, commands]) => [client, [...commands]]),
  );
  const events = run.events.filter(({ action }, index) => {
    if (action.kind !== 'command' || !isAtOnce(run, index, action.client)) return true;
    const number = resultsOf(run, index, action.client);
    const commands = workloads.get(action.client) ?? [];
    commands[number] = { ...(commands[number] as TraceCommand), atOnce: true };
    return false;
  });
  const executor = run.executor.with(workloads);
  const { taken, states } = executor.all(events);
  const isSame =
    taken.length === events.length && failure.shows(states.at(-1) as Executed, executor);
  return isSame ? new KnownRun(executor, { events: taken, states }, false) : run;
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
