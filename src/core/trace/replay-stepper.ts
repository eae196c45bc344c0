import type { Canonical, ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import {
  envelopeKey,
  Links,
  LocalStepper,
  mayFire,
  sameTimer,
  type Envelope,
  type Exception,
  type Handlers,
  type LocalState,
  type LocalStep,
  type NodeBlueprint,
  type PendingTimer,
  type SystemState,
} from '../system/index.js';
import { nodeOf, type Trace, type TraceAction, type TraceCommand } from './trace.js';
import { TraceWorkload } from './trace-workload.js';

/** A message on its way, and how many equal ones of it are. */
export interface Flying {
  readonly envelope: Envelope;
  readonly count: number;
}

/** Where a replay is. Immutable, so that a way can be taken from the middle again. */
export interface ReplayState {
  readonly locals: ReadonlyMap<Address, LocalState>;
  /** By {@link envelopeKey}, in the order of first sending. In a search they stay. */
  readonly flights: ReadonlyMap<string, Flying>;
  /** Put aside: on their way, but not delivered. */
  readonly aside: ReadonlyMap<string, Flying>;
  /** Commands that were handed in by an event, or are next to be, for each client. */
  readonly allowed: ReadonlyMap<Address, number>;
  readonly links: Links;
  readonly exception: Exception | undefined;
}

/** What one step of a replay gave. */
export interface ReplayStep {
  readonly state: ReplayState;
  /** The node's part, when it was a node's step. */
  readonly local: LocalStep | undefined;
}

/** What a replay needs to know of a trace. */
export type ReplayPlan = Pick<Trace, 'mode' | 'workloads' | 'events' | 'startLength'>;

/** Takes the events of a trace one by one, with the lab's code as it is now. */
export class ReplayStepper {
  readonly #plan: ReplayPlan;
  readonly #local: LocalStepper;
  readonly #workloads = new Map<Address, TraceWorkload>();

  constructor(plan: ReplayPlan, handlers: Handlers, classes: ClassTable) {
    this.#plan = plan;
    for (const [client, commands] of plan.workloads) {
      this.#workloads.set(client, new TraceWorkload(commands, classes));
    }
    const nodes: NodeBlueprint[] = [];
    for (const { action } of plan.events) if (action.kind === 'add') nodes.push(action.node);
    this.#local = new LocalStepper({ nodes, workloads: this.#workloads }, handlers, classes);
  }

  /** Nothing there yet, and everything on. */
  initial(): ReplayState {
    return {
      locals: new Map(),
      flights: new Map(),
      aside: new Map(),
      allowed: new Map(),
      links: Links.all,
      exception: undefined,
    };
  }

  /** Why the event cannot be taken now, or `undefined` when it can. */
  refusal(state: ReplayState, action: TraceAction, isStart = false): string | undefined {
    if (state.exception !== undefined) return `${state.exception.node} has thrown`;
    const address = nodeOf(action);
    const node = address === undefined ? undefined : rootAddress(address);
    const local = node === undefined ? undefined : state.locals.get(node);
    switch (action.kind) {
      case 'add':
        return local === undefined ? undefined : `there is a node ${node} already`;
      case 'crash':
        return local === undefined ? `there is no node ${node}` : undefined;
      case 'deliver':
        return this.#deliverRefusal(state, action.envelope, isStart);
      case 'fire':
        if (local === undefined) return `there is no node ${node}`;
        return this.#fireRefusal(state, local, action.timer, isStart);
      case 'command':
        if (local === undefined) return `there is no client ${node}`;
        return this.#commandRefusal(state, action.client, local);
      case 'duplicate':
        return state.flights.has(envelopeKey(action.envelope))
          ? undefined
          : 'no such message is on its way';
      case 'drop':
      case 'inject':
      case 'put-aside':
      case 'take-up':
      case 'links':
        return undefined;
    }
  }

  /** The state after an event that is not refused. */
  step(state: ReplayState, action: TraceAction): ReplayStep {
    switch (action.kind) {
      case 'add': {
        const { address } = action.node;
        this.#workloads.get(address)?.allow(0);
        const step = this.#local.create(action.node);
        return this.#apply(state, address, step);
      }
      case 'crash':
        return still(crashed(state, action.node));
      case 'inject':
      case 'duplicate':
        return still({ ...state, flights: withSends(state.flights, [action.envelope]) });
      case 'drop':
        return still({ ...state, flights: this.#without(state.flights, action.envelope) });
      case 'put-aside':
        return still(putAside(state));
      case 'take-up':
        return still(takenUp(state, action));
      case 'links':
        return still({ ...state, links: Links.fromJSON(action.links) });
      case 'deliver': {
        const { envelope } = action;
        const flights = this.#without(state.flights, envelope);
        return this.#react({ ...state, flights }, envelope.to, { kind: 'message', envelope });
      }
      case 'fire':
        return this.#react(state, action.timer.owner, { kind: 'timer', timer: action.timer });
      case 'command':
        return this.#command(state, action.client);
    }
  }

  #command(state: ReplayState, client: Address): ReplayStep {
    const local = state.locals.get(client) as LocalState;
    const commands = this.#plan.workloads.get(client) as readonly TraceCommand[];
    const index = local.results.length;
    const { command } = commands[index] as TraceCommand;
    const allowed = new Map(state.allowed).set(client, index + 1);
    return this.#react({ ...state, allowed }, client, { kind: 'command', command });
  }

  #react(
    state: ReplayState,
    address: Address,
    cause: Parameters<LocalStepper['stepAll']>[0][number]['cause'],
  ): ReplayStep {
    const node = rootAddress(address);
    const before = state.locals.get(node);
    if (before === undefined) return still(state);
    this.#workloads.get(node)?.allow(state.allowed.get(node) ?? 0);
    const [step] = this.#local.stepAll([{ address: node, before, cause }]);
    assert(step !== undefined, 'a step without an outcome');
    return this.#apply(state, node, step);
  }

  #apply(state: ReplayState, address: Address, step: LocalStep): ReplayStep {
    if (step.fault !== undefined) {
      const exception = { node: address, fault: step.fault };
      return { state: { ...state, exception }, local: step };
    }
    const locals = new Map(state.locals).set(address, step.local);
    const flights = withSends(state.flights, step.sends);
    return { state: { ...state, locals, flights }, local: step };
  }

  #deliverRefusal(state: ReplayState, envelope: Envelope, isStart: boolean): string | undefined {
    const to = rootAddress(envelope.to);
    if (!state.flights.has(envelopeKey(envelope))) return 'no such message is on its way';
    // What arrives at nobody's address, the test itself has taken.
    if (this.#plan.mode === 'run') return undefined;
    if (!state.locals.has(to)) return `there is no node ${to}`;
    const isOn = isStart || state.links.mayDeliver(envelope.from, envelope.to);
    return isOn ? undefined : `the link from ${envelope.from} to ${envelope.to} is off`;
  }

  #fireRefusal(
    state: ReplayState,
    local: LocalState,
    timer: PendingTimer,
    isStart: boolean,
  ): string | undefined {
    if (!local.timers.some((other) => sameTimer(other, timer))) return 'no such timer is set';
    if (this.#plan.mode === 'run' || isStart) return undefined;
    if (!state.links.mayFire(timer.owner)) return `the timers of ${timer.owner} are off`;
    const mayNow = mayFire(local.timers).some((other) => sameTimer(other, timer));
    return mayNow ? undefined : 'another timer has to fire before it';
  }

  #commandRefusal(state: ReplayState, client: Address, local: LocalState): string | undefined {
    const commands = this.#plan.workloads.get(client) ?? [];
    const given = state.allowed.get(client) ?? 0;
    if (local.results.length >= commands.length) return `${client} has no further command`;
    const workload = this.#workloads.get(client);
    workload?.allow(given);
    const waits = local.results.length < (workload?.size ?? 0);
    return waits ? `${client} still waits for a result` : undefined;
  }

  #without(flights: ReplayState['flights'], envelope: Envelope): ReplayState['flights'] {
    if (this.#plan.mode === 'search') return flights;
    const key = envelopeKey(envelope);
    const flying = flights.get(key);
    if (flying === undefined) return flights;
    const result = new Map(flights);
    if (flying.count === 1) result.delete(key);
    else result.set(key, { ...flying, count: flying.count - 1 });
    return result;
  }
}

/** The state as predicates and the debugger know it. */
export function systemStateOf(state: ReplayState): SystemState {
  const network = new Map<string, Envelope>();
  for (const [key, { envelope }] of state.flights) network.set(key, envelope);
  const dropped = new Map<string, Envelope>();
  for (const [key, { envelope }] of state.aside) dropped.set(key, envelope);
  return { locals: state.locals, network, dropped, exception: state.exception };
}

/** A result that is not the expected one. */
export interface WrongAnswer {
  readonly client: Address;
  /** Which of its commands it was, from 0. */
  readonly index: number;
  readonly command: Canonical;
  readonly got: Canonical;
  readonly expected: Canonical;
}

/** The first result that a client got and that is not the expected one. */
export function wrongAnswer(
  locals: ReadonlyMap<Address, LocalState>,
  workloads: Trace['workloads'],
): WrongAnswer | undefined {
  for (const [client, commands] of workloads) {
    for (const [index, got] of (locals.get(client)?.results ?? []).entries()) {
      const { command, expected } = commands[index] as TraceCommand;
      if (expected !== undefined && expected !== got) {
        return { client, index, command, got, expected };
      }
    }
  }
  return undefined;
}

function still(state: ReplayState): ReplayStep {
  return { state, local: undefined };
}

function withSends(
  flights: ReplayState['flights'],
  envelopes: readonly Envelope[],
): ReplayState['flights'] {
  if (envelopes.length === 0) return flights;
  const result = new Map(flights);
  for (const envelope of envelopes) {
    const key = envelopeKey(envelope);
    const known = result.get(key);
    result.set(key, { envelope, count: (known?.count ?? 0) + 1 });
  }
  return result;
}

function crashed(state: ReplayState, node: Address): ReplayState {
  const locals = new Map(state.locals);
  locals.delete(node);
  const flights = new Map(
    [...state.flights].filter(([, { envelope }]) => rootAddress(envelope.to) !== node),
  );
  return { ...state, locals, flights };
}

function putAside(state: ReplayState): ReplayState {
  return { ...state, flights: new Map(), aside: new Map([...state.aside, ...state.flights]) };
}

function takenUp(state: ReplayState, which: { from?: Address; to?: Address }): ReplayState {
  const flights = new Map(state.flights);
  const aside = new Map(state.aside);
  for (const [key, flying] of state.aside) {
    const { from, to } = flying.envelope;
    if ((which.from ?? from) !== from || (which.to ?? to) !== to) continue;
    flights.set(key, flying);
    aside.delete(key);
  }
  return { ...state, flights, aside };
}
