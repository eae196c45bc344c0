import type { ClassTable } from '../../canon/index.js';
import { rootAddress, type Address } from '../../lab/index.js';
import { bisect } from '../../support/index.js';
import { placeOf } from '../../system/index.js';
import { Taking, type KnownRun } from './known-run.js';
import { shownFailure, type Executor, type ShownFailure } from '../replay/index.js';
import { StuckEarlier, type Wait } from './stuck-earlier.js';
import type { Trace, TraceCommand, TraceEvent } from '../file/index.js';

/** A run that is to be made small, and what its failure is. */
export interface FailedRun {
  readonly run: KnownRun;
  readonly failure: ShownFailure;
}

/**
 * Takes a failed run again, without what changes no node and up to where its failure shows first;
 * `undefined` when it shows none. Where commands may be left out, each has an event of its own. Of
 * a run whose client `waited` too long, what comes after it was stuck is not taken.
 */
export function failedRun(
  trace: Trace,
  executor: Executor,
  classes: ClassTable,
  waited?: Wait,
): FailedRun | undefined {
  const events = withoutIdle(trace.events, executor.plan);
  const explicit = executor.with(explicitWorkloads(trace.workloads));
  const isStuckKind = trace.verdict.kind === 'liveness';
  const earlier = isStuckKind && waited ? new StuckEarlier(trace, waited, classes) : undefined;
  const recorded = takenExplicitly(events, explicit, trace.workloads, earlier);
  const failure = earlier?.failure ?? shownFailure(trace, recorded.end, explicit, classes);
  if (failure === undefined) return undefined;
  const run = failure.commands === undefined ? takenAsItIs(events, executor) : recorded;
  if (failure.since === undefined && !failure.shows(run.end, run.executor)) return undefined;
  return { run: run.upTo(lengthUntil(failure, run)).known(), failure };
}

/** How many events it takes until the failure shows; of a stuck run: until it is as stuck. */
function lengthUntil({ since, shows }: ShownFailure, run: KnownRun): number {
  return bisect(0, run.events.length, (middle) => {
    if (since === undefined) return shows(run.at(middle), run.executor);
    return (run.markAt(middle)?.place ?? -1) >= since.place;
  });
}

function takenAsItIs(events: readonly TraceEvent[], executor: Executor): KnownRun {
  const taking = Taking.from(executor, false);
  taking.takeAll(events);
  return taking.known();
}

/** Hands in each command by an event, also those that followed by themselves. */
function takenExplicitly(
  events: readonly TraceEvent[],
  executor: Executor,
  workloads: Trace['workloads'],
  earlier: StuckEarlier | undefined,
): KnownRun {
  const taking = Taking.from(executor, true);
  const takeIfPossible = (event: TraceEvent): boolean => {
    if (executor.refusal(taking.now, event.action) !== undefined) return false;
    taking.take(event);
    return true;
  };
  for (const event of events) {
    if (earlier?.isReached(taking.now, event, executor) === true) break;
    const { action, atMs } = event;
    const client = placeOf(action);
    const commands = client && workloads.get(client);
    let isTaken = takeIfPossible({ action, atMs });
    while (isTaken && client !== undefined && commands !== undefined) {
      const got = taking.now.world.locals.get(client)?.results.length ?? 0;
      isTaken = commands[got]?.atOnce === true && takeIfPossible(commandEvent(client, atMs));
    }
  }
  return taking.known();
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
