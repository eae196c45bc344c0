import { describe, expect, test } from 'vitest';
import { ClassTable } from '../canon/index.js';
import { Ping, Pong, RETRY_MILLIS } from '../given/lab0.js';
import { ThreadHandlers, type Lab } from '../host/index.js';
import {
  Message,
  Node,
  Timer,
  toAddress,
  type Address,
  type Client,
  type Result,
} from '../lab/index.js';
import type { Predicate } from '../predicate/index.js';
import { LabFault } from '../support/index.js';
import { Links, Stepper, type SystemPlan } from '../system/index.js';
import type { Workload } from '../workload/index.js';
import { PredicateError } from './judge.js';
import { naiveSearch } from './naive.js';
import type { SearchProblem, SearchSettings } from './search.js';

class PingRequest extends Message {
  readonly ping: Ping;
  constructor(ping: Ping) {
    super();
    this.ping = ping;
  }
}
class PongReply extends Message {
  readonly pong: Pong;
  constructor(pong: Pong) {
    super();
    this.pong = pong;
  }
}
class PingTimer extends Timer {
  readonly ping: Ping;
  constructor(ping: Ping) {
    super();
    this.ping = ping;
  }
}

class PingServer extends Node {
  init(): void {}
  handlePingRequest(request: PingRequest, sender: Address): void {
    if (request.ping.value === 'boom') throw new Error('no booms');
    this.send(new PongReply(new Pong(request.ping.value)), sender);
  }
}

class PingClient extends Node implements Client {
  ping: Ping | undefined;
  pong: Pong | undefined;
  readonly server: Address;
  constructor(address: Address, server: Address) {
    super(address);
    this.server = server;
  }
  init(): void {}
  sendCommand(command: Ping): void {
    this.ping = command;
    this.pong = undefined;
    this.send(new PingRequest(command), this.server);
    this.set(new PingTimer(command), RETRY_MILLIS);
  }
  hasResult(): boolean {
    return this.pong !== undefined;
  }
  getResult(): Result | undefined {
    return this.pong;
  }
  handlePongReply(reply: PongReply): void {
    if (reply.pong.value === this.ping?.value) this.pong = reply.pong;
  }
  onPingTimer(timer: PingTimer): void {
    if (timer.ping.value !== this.ping?.value || this.pong !== undefined) return;
    this.send(new PingRequest(this.ping), this.server);
    this.set(timer, RETRY_MILLIS);
  }
}

/** Takes any pong for its own: the mistake that a stale pong shows. */
class HastyClient extends PingClient {
  override handlePongReply(reply: PongReply): void {
    this.pong = reply.pong;
  }
}

const CLASSES = { PingServer, PingClient, HastyClient };

function pingPongLab(): Lab {
  const classes = new ClassTable();
  for (const kind of [Ping, Pong, PingRequest, PongReply, PingTimer, ...Object.values(CLASSES)]) {
    classes.register(kind as new () => object, `lab.${kind.name}`, kind.name);
  }
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, args) => {
      const kind = CLASSES[name as keyof typeof CLASSES];
      return new kind(...(args as [Address, Address]));
    },
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing} threw ${String(thrown)}` }),
  };
}

function pings(count: number, text = 'ping'): Workload {
  return {
    size: count,
    pauseMs: 0,
    commandAt: (index) => new Ping(`${text}-${index + 1}`),
    expectedAt: (index) => new Pong(`${text}-${index + 1}`),
  };
}

interface Configuration {
  readonly clients: number;
  readonly workload: Workload;
  readonly client?: string;
}

function problem({ clients, workload, client = 'PingClient' }: Configuration): SearchProblem {
  const server = toAddress('pingserver');
  const addresses = Array.from({ length: clients }, (_, i) => toAddress(`client${i + 1}`));
  const plan: SystemPlan = {
    nodes: [
      { address: server, export: 'PingServer', args: [server], role: 'server' },
      ...addresses.map((address) => {
        return { address, export: client, args: [address, server], role: 'client' } as const;
      }),
    ],
    workloads: new Map(addresses.map((address) => [address, workload])),
  };
  const lab = pingPongLab();
  const handlers = new ThreadHandlers(lab);
  const start = new Stepper(plan, handlers, lab.classes).initial();
  return { plan, start, handlers, classes: lab.classes };
}

const RESULTS_OK: Predicate = {
  name: 'results are right',
  kind: 'eachClient',
  test: ({ results, expected, address }) => {
    const wrong = results.findIndex(
      (result, i) => (result as Pong).value !== (expected[i] as Pong).value,
    );
    return { holds: wrong < 0, detail: `${address} got a wrong result` };
  },
};
const CLIENTS_DONE: Predicate = { name: 'done', kind: 'eachClient', test: ({ done }) => done };

function settings(change: Partial<SearchSettings>): SearchSettings {
  return {
    links: Links.all,
    invariants: [RESULTS_OK],
    goals: [],
    prunes: [],
    strategy: 'bfs',
    depthMax: Infinity,
    statesMax: Infinity,
    timeMaxMs: Infinity,
    memoryMaxBytes: Infinity,
    seed: 1,
    workers: 1,
    diamonds: false,
    eager: false,
    ...change,
  };
}

/** Measured with the Java original and with an independent prototype. */
const COUNTS = [
  { clients: 1, pings: 1, states: 3, transitions: 5, depth: 2, pruned: [0, 0, 1] },
  { clients: 1, pings: 3, states: 15, transitions: 62, depth: 8 },
  { clients: 1, pings: 10, states: 120, transitions: 1595, depth: 29 },
  { clients: 2, pings: 1, states: 15, transitions: 60, depth: 5, pruned: [0, 0, 0, 0, 1, 2] },
  { clients: 2, pings: 3, states: 255, transitions: 2632, depth: 17 },
];

describe('a naive breadth-first search', () => {
  test.each(COUNTS)('$clients clients, $pings pings: counts as measured', (expected) => {
    const result = naiveSearch(
      problem({ clients: expected.clients, workload: pings(expected.pings) }),
      settings({ prunes: [CLIENTS_DONE] }),
    );
    expect(result).toMatchObject({
      end: 'exhausted',
      states: expected.states,
      transitions: expected.transitions,
      depth: expected.depth,
      ...(expected.pruned && { prunedPerDepth: expected.pruned }),
    });
  });

  test('counts each level', () => {
    const result = naiveSearch(
      problem({ clients: 2, workload: pings(2) }),
      settings({ prunes: [CLIENTS_DONE] }),
    );
    expect(result.statesPerDepth).toEqual([1, 2, 3, 6, 9, 10, 12, 12, 10, 8, 5, 2]);
    expect(result.transitionsFromDepth).toEqual([4, 10, 18, 40, 66, 80, 100, 108, 84, 54, 18, 0]);
    expect(result.prunedPerDepth).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 2]);
  });

  test('finds a goal by a shortest way that can be taken again', () => {
    const searched = problem({ clients: 1, workload: pings(2) });
    const { end, finding } = naiveSearch(searched, settings({ goals: [CLIENTS_DONE] }));
    expect(end).toBe('goal');
    expect(finding?.events).toHaveLength(4);
    const stepper = new Stepper(searched.plan, searched.handlers, searched.classes);
    let state = searched.start;
    for (const event of finding?.events ?? []) {
      expect(stepper.isEnabled(state, event, Links.all)).toBe(true);
      state = stepper.step(state, event).state;
    }
    expect(state).toEqual(finding?.state);
  });

  test('finds the wrong result of a client that takes any pong', () => {
    const found = naiveSearch(
      problem({ clients: 1, workload: pings(2), client: 'HastyClient' }),
      settings({}),
    );
    expect(found.end).toBe('violation');
    expect(found.finding).toMatchObject({ detail: 'client1 got a wrong result' });
    expect(found.finding?.events).toHaveLength(3);
  });

  test('stops at its budget of states, and says how deep it covered everything', () => {
    const searched = problem({ clients: 2, workload: pings(3) });
    const result = naiveSearch(searched, settings({ statesMax: 20 }));
    expect(result).toMatchObject({ end: 'states', states: 20, depth: 4, depthCovered: 2 });
  });

  test('does not expand states at the depth limit', () => {
    const searched = problem({ clients: 2, workload: pings(2) });
    const result = naiveSearch(searched, settings({ depthMax: 3 }));
    expect(result).toMatchObject({ end: 'depth', states: 12, depth: 3, depthCovered: 2 });
  });

  test('ends at a handler that throws', () => {
    const boom: Workload = { ...pings(1), commandAt: () => new Ping('boom') };
    const result = naiveSearch(problem({ clients: 1, workload: boom }), settings({}));
    expect(result.end).toBe('exception');
    expect(result.finding?.exception?.fault.message).toContain('no booms');
  });

  test('checks the initial state, but does not prune it', () => {
    const searched = problem({ clients: 1, workload: pings(1) });
    const always: Predicate = { name: 'always', kind: 'state', test: () => true };
    const never: Predicate = { name: 'never', kind: 'state', test: () => false };
    expect(naiveSearch(searched, settings({ prunes: [always] })).states).toBe(2);
    expect(naiveSearch(searched, settings({ goals: [always] })).finding?.events).toEqual([]);
    expect(naiveSearch(searched, settings({ invariants: [never] })).end).toBe('violation');
  });

  test('a throwing invariant is a violation, a throwing goal or prune stops the search', () => {
    const searched = problem({ clients: 1, workload: pings(1) });
    const throws: Predicate = {
      name: 'reads what is not there',
      kind: 'state',
      test: () => {
        throw new TypeError('null has no fields');
      },
    };
    const violated = naiveSearch(searched, settings({ invariants: [throws] }));
    expect(violated.finding?.detail).toContain('null has no fields');
    expect(() => naiveSearch(searched, settings({ goals: [throws] }))).toThrow(PredicateError);
    expect(() => naiveSearch(searched, settings({ prunes: [throws] }))).toThrow(PredicateError);
  });

  test('keeps the state in which the clients got furthest', () => {
    const result = naiveSearch(
      problem({ clients: 1, workload: pings(3) }),
      settings({ depthMax: 4 }),
    );
    expect(result.nearest?.state.locals.get(toAddress('client1'))?.results).toHaveLength(2);
    expect(result.nearest?.events).toHaveLength(4);
  });
});

describe('naive random probes', () => {
  const probes = { strategy: 'random', depthMax: 50, statesMax: 2000 } as const;

  test('take exactly the budgeted steps, and the same ones for the same seed', () => {
    const searched = problem({ clients: 2, workload: pings(3) });
    const first = naiveSearch(searched, settings({ ...probes, prunes: [CLIENTS_DONE] }));
    expect(first).toMatchObject({ end: 'probes', transitions: 2000 });
    const again = naiveSearch(searched, settings({ ...probes, prunes: [CLIENTS_DONE] }));
    expect({ ...again, bytes: 0 }).toEqual({ ...first, bytes: 0 });
    const other = naiveSearch(searched, settings({ ...probes, seed: 2, prunes: [CLIENTS_DONE] }));
    expect(other.statesPerDepth).not.toEqual(first.statesPerDepth);
  });

  test('find a violation', () => {
    const searched = problem({ clients: 1, workload: pings(3), client: 'HastyClient' });
    expect(naiveSearch(searched, settings(probes)).end).toBe('violation');
  });
});
