import type { Canonical, ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import { envelopeKey } from './envelope.js';
import type { Cause, Envelope, Handlers, PendingTimer } from '../box/index.js';
import type { Links } from './links.js';
import { LocalStepper, type LocalStep } from './local-step.js';
import { withEnvelopes, type SystemPlan, type SystemState } from './system-state.js';
import { mayFire, sameTimer } from './timer-queue.js';

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
  readonly #local: LocalStepper;

  constructor(plan: SystemPlan, handlers: Handlers, classes: ClassTable) {
    this.plan = plan;
    this.#local = new LocalStepper(plan, handlers, classes);
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
      state = this.#apply(state, blueprint.address, this.#local.create(blueprint)).state;
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
    const [done] = this.#local.stepAll([{ address, before, cause }]);
    assert(done !== undefined, 'a step without an outcome');
    return this.#apply(state, address, done);
  }

  #apply(state: SystemState, address: Address, done: LocalStep): Step {
    const { local, sends, sets, results, fault } = done;
    if (fault !== undefined) {
      const exception = { node: address, fault };
      return { state: { ...state, exception }, effects: { sends: [], sets: [], results: [] } };
    }
    const locals = new Map(state.locals).set(address, local);
    // Sending a dropped envelope once more makes it deliverable: it is a retransmission.
    const network = withEnvelopes(state.network, sends);
    return { state: { ...state, locals, network }, effects: { sends, sets, results } };
  }
}
