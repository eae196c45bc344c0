import { rootAddress, type Address } from '../../lab/index.js';
import { bisect } from '../../support/index.js';
import { placeOf } from '../../system/index.js';
import { Taking, type KnownRun } from './known-run.js';
import { type Executed, type Executor, marksUpTo, type ShownFailure } from '../replay/index.js';
import type { Trace, TraceCommand, TraceEvent } from '../file/index.js';

/**
 * The run that is to be made small: up to where its failure shows first, without what changes no
 * node, and where commands may be left out with an event for each command that followed by itself.
 * `undefined` when it does not fail in this way.
 */
export function runToReduce(
  by: Executor,
  recorded: KnownRun,
  failure: ShownFailure,
): KnownRun | undefined {
  const isExplicit = failure.commands !== undefined;
  const executor = isExplicit ? by.with(explicitWorkloads(by.plan.workloads)) : by;
  const events = isExplicit ? withCommands(recorded) : recorded.events;
  const taking = Taking.from(executor, isExplicit);
  const isShown = (now: Executed): boolean => failure.shows(now, executor);
  taking.takeAll(withoutIdle(events, by.plan), failure.isAtEnd ? undefined : isShown);
  if (!isShown(taking.now)) return undefined;
  const run = taking.known();
  if (!failure.isAtEnd) return run;
  // How much of a stuck run is as stuck as its end.
  const length = bisect(0, run.events.length, (middle) => isShown(run.at(middle)));
  return run.upTo(length).known();
}

function withCommands(run: KnownRun): TraceEvent[] {
  return run.events.flatMap((event, i) => {
    const { action, atMs } = event;
    if (action.kind === 'command') return [event];
    const before = run.markAt(i)?.place ?? -1;
    const fresh = marksUpTo(run.markAt(i + 1), before);
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
  const taking = Taking.from(executor, false);
  taking.takeAll(events);
  const small = taking.known();
  const isSame = small.events.length === events.length && failure.shows(small.end, executor);
  return isSame ? small : run;
}

/** Whether the last step of the client before an event gave it a result, or was its first. */
function isAtOnce(run: KnownRun, index: number, client: Address): boolean {
  const last = run.events.slice(0, index).findLastIndex(({ action }) => {
    return placeOf(action) === client;
  });
  if (run.events[last]?.action.kind === 'add') return true;
  return resultsOf(run, last, client) < resultsOf(run, index, client);
}

function resultsOf(run: KnownRun, index: number, client: Address): number {
  return run.at(index).world.locals.get(client)?.results.length ?? 0;
}
