import { encode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import { envelopeKey, type Envelope } from './envelope.js';
import type { Cause, HandlerOutcome, Handlers, NodeBlueprint } from './handlers.js';
import type { Links } from './links.js';
import { withEnvelopes, type LocalState, type SystemPlan, type SystemState } from './system-state.js';
import { mayFire, sameTimer, withoutTimer, type PendingTimer } from './timer-queue.js';

/** What can happen next: an envelope is delivered, or a timer fires. */
export type Event =
  | { readonly kind: 'deliver'; readonly envelope: Envelope }
  | { readonly kind: 'fire'; readonly timer: PendingTimer };

/** The node an event happens at. */
export function placeOf(event: Event): Address {
  return rootAddress(event.kind === 'deliver' ? event.envelope.to : event.timer.owner);
}

/** What a step did beside changing the state: the evidence a trace shows. */
export interface StepEffects {
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results the client worker collected in this step. */
  readonly results: readonly Canonical[];
}

export interface Step {
  readonly state: SystemState;
  readonly effects: StepEffects;
}

/**
 * Takes steps of one system: the one definition of what a message or timer does. A client worker
 * hands its client the next command in the same step in which the previous result appeared.
 */
export class Stepper {
  readonly plan: SystemPlan;
  readonly #handlers: Handlers;
  readonly #classes: ClassTable;
  readonly #roles = new Map<Address, NodeBlueprint>();

  constructor(plan: SystemPlan, handlers: Handlers, classes: ClassTable) {
    this.plan = plan;
    this.#handlers = handlers;
    this.#classes = classes;
    for (const blueprint of plan.nodes) this.#roles.set(blueprint.address, blueprint);
  }

  /** All nodes constructed and their `init` run, in the order of the plan. */
  initial(): SystemState {
    let state: SystemState = {
      locals: new Map(),
      network: new Map(),
      dropped: new Map(),
      exception: undefined,
    };
    for (const blueprint of this.plan.nodes) {
      const outcome = this.#handlers.create(blueprint);
      const before: LocalState = { node: outcome.node, timers: [], results: [] };
      const worked = this.#work(blueprint.address, before, outcome, true);
      state = this.#apply(state, blueprint.address, worked).state;
      if (state.exception !== undefined) return state;
    }
    return state;
  }

  /** The events that can happen next, in a fixed order: envelopes, then timers node by node. */
  events(state: SystemState, links: Links): Event[] {
    if (state.exception !== undefined) return [];
    const events: Event[] = [];
    for (const envelope of state.network.values()) {
      if (!state.locals.has(rootAddress(envelope.to))) continue;
      if (links.mayDeliver(envelope.from, envelope.to)) events.push({ kind: 'deliver', envelope });
    }
    for (const [address, local] of state.locals) {
      if (!links.mayFire(address)) continue;
      for (const timer of mayFire(local.timers)) events.push({ kind: 'fire', timer });
    }
    return events;
  }

  /** Whether this event can happen now. */
  isEnabled(state: SystemState, event: Event, links: Links): boolean {
    const local = state.locals.get(placeOf(event));
    if (local === undefined || state.exception !== undefined) return false;
    if (event.kind === 'deliver') {
      const { from, to } = event.envelope;
      return state.network.has(envelopeKey(event.envelope)) && links.mayDeliver(from, to);
    }
    const { timer } = event;
    return links.mayFire(timer.owner) && mayFire(local.timers).some((t) => sameTimer(t, timer));
  }

  /** The state after an event. The caller has made sure that it is enabled. */
  step(state: SystemState, event: Event): Step {
    const address = placeOf(event);
    const before = state.locals.get(address);
    assert(before !== undefined, `an event for ${address}, which is no node`);
    const cause: Cause =
      event.kind === 'deliver'
        ? { kind: 'message', envelope: event.envelope }
        : { kind: 'timer', timer: event.timer };
    const outcome = this.#call(address, before.node, cause);
    const timers =
      event.kind === 'fire' ? withoutTimer(before.timers, event.timer) : before.timers;
    const worked = this.#work(address, { ...before, timers }, outcome, false);
    return this.#apply(state, address, worked);
  }

  /** Lets the client worker collect results and hand in commands until the client has to wait. */
  #work(address: Address, before: LocalState, first: HandlerOutcome, starting: boolean): Worked {
    const workload = this.plan.workloads.get(address);
    const results = [...before.results];
    const sends = [...first.sends];
    const sets = [...first.sets];
    let outcome = first;
    let handIn = starting && workload !== undefined && workload.size > 0;
    while (workload !== undefined && outcome.fault === undefined) {
      if (!handIn) {
        const waiting = results.length < workload.size;
        if (!waiting || outcome.result === undefined) break;
        results.push(outcome.result);
        if (results.length === workload.size) break;
      }
      handIn = false;
      const command = workload.commandAt(results.length, address);
      const text = encode(command, this.#classes, 'value');
      outcome = this.#call(address, outcome.node, { kind: 'command', command: text });
      sends.push(...outcome.sends);
      sets.push(...outcome.sets);
    }
    return { before, outcome, sends, sets, results };
  }

  #apply(state: SystemState, address: Address, worked: Worked): Step {
    const { before, outcome, sends, sets, results } = worked;
    const effects = { sends, sets, results: results.slice(before.results.length) };
    if (outcome.fault !== undefined) {
      const exception = { node: address, fault: outcome.fault };
      return { state: { ...state, exception }, effects: { sends: [], sets: [], results: [] } };
    }
    const local = { node: outcome.node, timers: [...before.timers, ...sets], results };
    const locals = new Map(state.locals).set(address, local);
    // Sending a dropped envelope once more makes it deliverable: it is a retransmission.
    return { state: { ...state, locals, network: withEnvelopes(state.network, sends) }, effects };
  }

  #call(address: Address, node: Canonical, cause: Cause): HandlerOutcome {
    const role = this.#roles.get(address)?.role ?? 'server';
    const [outcome] = this.#handlers.run([{ address, role, node, cause }]);
    assert(outcome !== undefined, 'a call without an answer');
    return outcome;
  }
}

interface Worked {
  readonly before: LocalState;
  readonly outcome: HandlerOutcome;
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  readonly results: readonly Canonical[];
}
