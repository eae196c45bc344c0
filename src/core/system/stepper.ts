import { encode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import { placeOf, type Action, type Event } from './action.js';
import type { Trigger, Handlers, PendingTimer } from '../box/index.js';
import { Links } from '../schedule/index.js';
import { isAtOnce, LocalStepper, NO_EFFECTS, type Effects, type LocalStep } from './local-step.js';
import { LocalStates } from './local-states.js';
import { carry, Network, type NetworkKind } from './network.js';
import { mayFire, sameTimer } from './timer-queue.js';
import type { LocalState, SystemPlan, World } from './world.js';

/** What an action led to. */
export interface Step {
  readonly world: World;
  /** The node whose handlers ran; `undefined` where none did. */
  readonly actor: Address | undefined;
  readonly effects: Effects;
}

/**
 * Takes steps of one system: the one definition of what an action does. If the network is a set, as
 * in a search, links and timer queues decide what may be delivered and fire. If it is a bag, as in
 * a run, anything in flight may be delivered, even to an address without a node (the test receives
 * it), and any timer that is set may fire.
 */
export class Stepper {
  readonly plan: SystemPlan;
  readonly network: NetworkKind;
  readonly #local: LocalStepper;
  readonly #classes: ClassTable;

  constructor(
    plan: SystemPlan,
    handlers: Handlers,
    classes: ClassTable,
    network: NetworkKind = 'set',
  ) {
    this.plan = plan;
    this.network = network;
    this.#local = new LocalStepper(plan, handlers, classes);
    this.#classes = classes;
  }

  /** No nodes yet, and every link on. */
  empty(): World {
    return {
      locals: LocalStates.none,
      network: Network.of(this.network),
      aside: Network.of(this.network),
      handed: new Map(),
      links: Links.all,
      exception: undefined,
    };
  }

  /** All nodes added, in the order of the plan, up to the first whose construction throws. */
  initial(): World {
    let world = this.empty();
    for (const node of this.plan.nodes) {
      if (world.exception === undefined) world = this.step(world, { kind: 'add', node }).world;
    }
    return world;
  }

  /**
   * The events that links and timer queues allow next, in a fixed order: messages, then timers
   * node by node.
   */
  events(world: World): Event[] {
    const { locals, network, links } = world;
    if (world.exception !== undefined) return [];
    const events: Event[] = [];
    for (const envelope of network.values()) {
      if (!locals.has(rootAddress(envelope.to))) continue;
      if (links.mayDeliver(envelope.from, envelope.to)) events.push({ kind: 'deliver', envelope });
    }
    for (const [address, local] of locals) {
      if (!links.mayFire(address)) continue;
      for (const timer of mayFire(local.timers)) events.push({ kind: 'fire', timer });
    }
    return events;
  }

  /** How many commands a client has been handed so far. */
  handedIn(world: World, client: Address): number {
    const results = world.locals.get(client)?.results.length ?? 0;
    const workload = this.plan.workloads.get(client);
    if (workload === undefined || results >= workload.size) return results;
    const isWaiting = isAtOnce(workload, results) || (world.handed.get(client) ?? 0) > results;
    return isWaiting ? results + 1 : results;
  }

  /** Why an action cannot be taken now, or `undefined` when it can. */
  refusal(world: World, action: Action): string | undefined {
    const { exception, locals } = world;
    if (exception !== undefined) return `${exception.node} has thrown`;
    const node = placeOf(action);
    const local = node === undefined ? undefined : locals.get(node);
    switch (action.kind) {
      case 'add':
        return local === undefined ? undefined : `there is a node ${node} already`;
      case 'crash':
        return local === undefined ? `there is no node ${node}` : undefined;
      case 'duplicate':
        return world.network.has(action.envelope) ? undefined : 'no such message is in flight';
      case 'deliver': {
        if (!world.network.has(action.envelope)) return 'no such message is in flight';
        if (this.network === 'bag') return undefined;
        if (local === undefined) return `there is no node ${node}`;
        const { from, to } = action.envelope;
        return world.links.mayDeliver(from, to)
          ? undefined
          : `the link from ${from} to ${to} is off`;
      }
      case 'fire':
        if (local === undefined) return `there is no node ${node}`;
        return this.#fireRefusal(world, local, action.timer);
      case 'command': {
        const { client } = action;
        if (local === undefined) return `there is no client ${client}`;
        const { length } = local.results;
        if (length >= (this.plan.workloads.get(client)?.size ?? 0)) {
          return `${client} has no further command`;
        }
        const waits = this.handedIn(world, client) > length;
        return waits ? `${client} still waits for a result` : undefined;
      }
      case 'inject':
      case 'lose':
      case 'set-aside':
      case 'restore':
      case 'links':
        return undefined;
    }
  }

  /** Takes an action that {@link refusal} allows. */
  step(before: World, action: Action): Step {
    const world = carried(before, action);
    switch (action.kind) {
      case 'add': {
        const handed = new Map(world.handed);
        handed.delete(action.node.address);
        return apply({ ...world, handed }, action.node.address, this.#local.create(action.node));
      }
      case 'crash': {
        return still({ ...world, locals: LocalStates.of(world.locals).without(action.node) });
      }
      case 'inject':
      case 'duplicate':
      case 'lose':
      case 'set-aside':
      case 'restore':
        return still(world);
      case 'links':
        return still({ ...world, links: Links.fromJSON(action.links) });
      case 'deliver':
      case 'fire':
        return this.#react(world, placeOf(action), action);
      case 'command':
        return this.#command(world, action.client);
    }
  }

  #command(world: World, client: Address): Step {
    const index = world.locals.get(client)?.results.length ?? 0;
    const command = this.commandAt(client, index);
    const handed = new Map(world.handed).set(client, index + 1);
    const { effects, ...step } = this.#react({ ...world, handed }, client, {
      kind: 'command',
      command,
    });
    if (effects.fault !== undefined) return { ...step, effects };
    return { ...step, effects: { ...effects, commands: [command, ...effects.commands] } };
  }

  /** The command number `index` (from 0) of a client. */
  commandAt(client: Address, index: number): Canonical {
    const workload = this.plan.workloads.get(client);
    assert(workload !== undefined, `${client} has no commands`);
    return encode(workload.commandAt(index, client), this.#classes, 'value');
  }

  #react(world: World, address: Address, cause: Trigger): Step {
    const before = world.locals.get(address);
    if (before === undefined) return still(world);
    const handedIn = this.handedIn(world, address);
    const [step] = this.#local.stepAll([{ address, before, cause, handedIn }]);
    assert(step !== undefined, 'a step without an outcome');
    return apply(world, address, step);
  }

  #fireRefusal(world: World, local: LocalState, timer: PendingTimer): string | undefined {
    if (!local.timers.some((other) => sameTimer(other, timer))) return 'no such timer is set';
    if (this.network === 'bag') return undefined;
    if (!world.links.mayFire(timer.owner)) return `the timers of ${timer.owner} are off`;
    const mayNow = mayFire(local.timers).some((other) => sameTimer(other, timer));
    return mayNow ? undefined : 'another timer has to fire first';
  }
}

function apply(world: World, actor: Address, { local, ...effects }: LocalStep): Step {
  const { fault } = effects;
  if (fault !== undefined) {
    return { world: { ...world, exception: { node: actor, fault } }, actor, effects };
  }
  const { network, aside, handed, links } = world;
  // Sending a message that is set aside makes it deliverable again: it is a retransmission.
  return {
    world: {
      locals: LocalStates.of(world.locals).with(actor, local),
      network: network.with(effects.sends),
      aside,
      handed,
      links,
      exception: world.exception,
    },
    actor,
    effects,
  };
}

/** The world with what an action does to its messages. */
function carried(world: World, action: Action): World {
  const { network, aside } = carry(world, action);
  const isSame = network === world.network && aside === world.aside;
  return isSame ? world : { ...world, network, aside };
}

function still(world: World): Step {
  return { world, actor: undefined, effects: NO_EFFECTS };
}
