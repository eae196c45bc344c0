import { ClassTable, encode, type Canonical } from '../canon/index.js';
import { Ping, Pong } from './ping-pong.fixture.js';
import { toAddress, type Address } from '../lab/index.js';
import type { Predicate } from '../predicate/index.js';
import type { LabFaultData } from '../support/index.js';
import {
  Stepper,
  type HandlerCall,
  type HandlerOutcome,
  type Handlers,
  type NodeBlueprint,
  type PendingTimer,
  type SystemPlan,
} from '../system/index.js';
import type { Workload } from '../workload/index.js';
import type { SearchProblem } from './search.js';

/** The parameters of a random system; the seed and the call determine what a handler does. */
export interface ToySystem {
  readonly seed: number;
  readonly servers: number;
  readonly clients: number;
  /** Different node states. */
  readonly states: number;
  /** Different messages. */
  readonly messages: number;
  readonly commands: number;
  /** Out of 1000 calls, how many throw. */
  readonly faults: number;
}

function drawn(...parts: readonly (string | number)[]): (bound: number) => number {
  let h = 0x811c9dc5;
  const text = parts.join('|');
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (bound) => {
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    h ^= h >>> 13;
    h = Math.imul(h + 0x9e3779b9, 0x297a2d39);
    return ((h ^ (h >>> 16)) >>> 0) % bound;
  };
}

/** A pure function of the call, and otherwise meaningless. */
class ToyHandlers implements Handlers {
  readonly #toy: ToySystem;
  readonly #addresses: readonly Address[];
  readonly #classes: ClassTable;

  constructor(toy: ToySystem, addresses: readonly Address[], classes: ClassTable) {
    this.#toy = toy;
    this.#addresses = addresses;
    this.#classes = classes;
  }

  create({ address }: NodeBlueprint): HandlerOutcome {
    return this.#outcome(address, false, 'i0;' as Canonical, 'create', 0);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map(({ address, awaits, node, cause }) =>
      this.#outcome(address, awaits, node, JSON.stringify(cause), this.#toy.faults),
    );
  }

  #outcome(
    address: Address,
    awaits: boolean,
    node: Canonical,
    cause: string,
    faults: number,
  ): HandlerOutcome {
    const { seed, states, messages } = this.#toy;
    const draw = drawn(seed, address, node, cause);
    if (draw(1000) < faults) {
      const fault: LabFaultData = { kind: 'exception', message: `boom ${draw(2)}` };
      return { node, sends: [], sets: [], result: undefined, fault };
    }
    const idle = draw(3) === 0;
    const sends = Array.from({ length: draw(3) }, () => ({
      from: (draw(8) === 0 ? `${address}/sub` : address) as Address,
      to: this.#addresses[draw(this.#addresses.length)] as Address,
      message: `s1:${draw(messages)}` as Canonical,
    }));
    const sets: PendingTimer[] = [];
    for (let more = draw(6); more > 3; more--) {
      const minMs = 1 + draw(3);
      const timer = `s1:${draw(2)}` as Canonical;
      sets.push({ owner: address, timer, minMs, maxMs: minMs + draw(3) });
    }
    const result =
      awaits && draw(2) === 0
        ? encode(new Pong(String(draw(2))), this.#classes, 'value')
        : undefined;
    const next = idle ? node : (`i${draw(states)};` as Canonical);
    return { node: next, sends, sets, result, fault: undefined };
  }
}

/** A random system, some of whose messages go to no node. */
export function toyProblem(toy: ToySystem): SearchProblem {
  const classes = new ClassTable();
  classes.register(Ping, 'Ping', 'Ping');
  classes.register(Pong, 'Pong', 'Pong');
  const nodes: NodeBlueprint[] = [];
  const workloads = new Map<Address, Workload>();
  for (let i = 0; i < toy.servers; i++) {
    nodes.push({ address: toAddress(`server${i}`), export: 'Toy', args: [], role: 'server' });
  }
  for (let i = 0; i < toy.clients; i++) {
    const address = toAddress(`client${i}`);
    nodes.push({ address, export: 'Toy', args: [], role: 'client' });
    workloads.set(address, {
      size: toy.commands,
      pauseMs: 0,
      commandAt: (index) => new Ping(`c${index}`),
      expectedAt: (index) => new Pong(String(index % 2)),
    });
  }
  const plan: SystemPlan = { nodes, workloads };
  const addresses = [...nodes.map(({ address }) => address), toAddress('tester')];
  const handlers = new ToyHandlers(toy, addresses, classes);
  const start = new Stepper(plan, handlers, classes).initial();
  return { plan, start, handlers, classes };
}

/** Predicates of every kind that distinguish some states of a toy system. */
export const TOY_LEAVES: readonly Predicate[] = [
  {
    name: 'a result each',
    kind: 'eachClient',
    test: (client) => client.results.length > 0,
  },
  {
    name: 'as expected',
    kind: 'eachClient',
    test: ({ results, expected }) =>
      results.every((result, i) => (result as Pong).value === (expected[i] as Pong).value),
  },
  {
    name: 'two results',
    kind: 'clients',
    test: (clients) => clients.reduce((sum, { results }) => sum + results.length, 0) === 2,
  },
  {
    name: 'message 0 to server0',
    kind: 'message',
    test: ({ to, message }) => to === 'server0' && (message as unknown) === '0',
  },
  {
    name: 'message 1 to nobody',
    kind: 'message',
    test: ({ to, message }) => to === 'tester' && (message as unknown) === '1',
  },
  { name: 'many messages', kind: 'messages', test: (messages) => messages.length >= 5 },
  {
    name: 'server0 is in state 2',
    kind: 'state',
    test: (view) => (view.node(toAddress('server0')) as unknown) === 2,
  },
];
