import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadLab, ThreadHandlers, type Handlers } from '../../src/core/box/index.js';
import {
  decode,
  encode,
  OrderWatch,
  type Canonical,
  type ClassTable,
} from '../../src/core/canon/index.js';
import {
  naiveSearch,
  search,
  searchWith,
  type Search,
  type SearchProblem,
  type SearchResult,
  type SearchSettings,
} from '../../src/core/checker/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import { GivenModules } from '../../src/core/given/index.js';
import { toAddress, type Address } from '../../src/core/lab/index.js';
import type { Predicate } from '../../src/core/predicate/index.js';
import {
  Links,
  Network,
  Stepper,
  worldKey,
  type NodeBlueprint,
  type World,
} from '../../src/core/system/index.js';

const folder = fileURLToPath(new URL('order-lab', import.meta.url));
const given = GivenModules.basic;
let handlers: Handlers;
let classes: ClassTable;
beforeAll(async () => {
  const lab = loadLab(await compileLab(folder, given), { given, exports: {} });
  ({ classes } = lab);
  handlers = new ThreadHandlers(lab);
});

const [left, right] = [toAddress('left'), toAddress('right')];

/** Two machines that send each other three words; what each does is its program. */
function machines(programs: readonly [string, string], kind = 'Machine'): SearchProblem {
  const node = (address: Address, program: string, peer: Address): NodeBlueprint => ({
    address,
    export: kind,
    args: [address, toAddress(program), peer],
    role: 'server',
  });
  const nodes = [node(left, programs[0], right), node(right, programs[1], left)];
  const plan = { nodes, workloads: new Map() };
  const start = new Stepper(plan, handlers, classes).initial();
  return { plan, start, handlers, classes };
}

const SETTINGS: SearchSettings = {
  links: Links.all,
  invariants: [],
  goals: [],
  prunes: [],
  strategy: 'bfs',
  depthMax: 100,
  statesMax: 1_000_000,
  timeMaxMs: 600_000,
  memoryMaxBytes: 8e9,
  seed: 1,
  workers: 1,
  diamonds: true,
  patience: Infinity,
};

/** The places whose order was read, with the lab's names: `Machine.a`. */
function placesRead({ ordersRead }: SearchResult): string[] | undefined {
  return ordersRead?.map((place) => {
    const [id = '', ...field] = place.split('.');
    return [classes.byId(id)?.name, ...field].join('.');
  });
}

/** The states reachable in so many steps, without orders that are not kept. */
function countedPerDepth(
  { plan, start }: SearchProblem,
  depthMax: number,
  kept: readonly string[],
) {
  const stepper = new Stepper(plan, handlers, classes);
  const without = (text: Canonical, sharing: 'state' | 'value'): Canonical =>
    encode(decode(text, classes), classes, sharing, new OrderWatch(kept));
  const keyOf = (world: World): string => {
    const locals = [...world.locals].map(([address, local]) => {
      return [address, { ...local, node: without(local.node, 'state') }] as const;
    });
    const sent = [...world.network.values()].map((envelope) => {
      return { ...envelope, message: without(envelope.message, 'value') };
    });
    return worldKey({ ...world, locals: new Map(locals), network: Network.of('set', sent) });
  };
  const [real, met] = [new Set([worldKey(start)]), new Set([keyOf(start)])];
  const counts = [1];
  let level: readonly World[] = [start];
  for (let depth = 1; depth <= depthMax; depth++) {
    const next: World[] = [];
    const before = met.size;
    for (const world of level) {
      for (const event of stepper.events(world)) {
        const after = stepper.step(world, event).world;
        if (real.has(worldKey(after))) continue;
        real.add(worldKey(after));
        met.add(keyOf(after));
        next.push(after);
      }
    }
    if (met.size > before) counts.push(met.size - before);
    level = next;
  }
  return { counts, real: real.size };
}

describe('a search of machines that use Maps and Sets', () => {
  const collecting: [string, string] = ['+Bn|+Bn|+Bn', '+Ro|+Ro|+Ro'];
  const firsts: [string, string] = ['+Bi|+B|+B', '+|+|+'];

  test('has one state for all orders that nobody reads', () => {
    const result = search(machines(collecting), SETTINGS);
    expect(result).toMatchObject({ end: 'exhausted', ordersRead: [], states: 8 * 8 });
    // Sixteen sequences of at most three of three words, and the same at the other machine.
    const all = search(machines(collecting, 'Reader'), SETTINGS);
    expect(all).toMatchObject({ end: 'exhausted', states: 16 * 16 });
  });

  test('keeps an order that somebody reads, and no other', () => {
    const result = search(machines(firsts), SETTINGS);
    expect(placesRead(result)).toEqual(['Machine.a']);
    const { counts } = countedPerDepth(machines(firsts), 8, result.ordersRead ?? []);
    expect(result.statesPerDepth).toEqual(counts);
  });

  test('begins again when an order is read for the first time far from the start', () => {
    // The last word makes a copy, and the message after it looks at the copy.
    const late: [string, string] = ['+|+|+s', '+v|+|+'];
    const result = search(machines(late), SETTINGS);
    expect(placesRead(result)).toEqual(['Copy.words', 'Machine.a', 'Machine.c']);
    const { counts, real } = countedPerDepth(machines(late), 12, result.ordersRead ?? []);
    expect(result.statesPerDepth).toEqual(counts);
    expect(result.states).toBeLessThanOrEqual(real);
  });

  test.each([
    ['an iteration', '+i|+|+', ['Machine.a']],
    ['forEach', 'Bf|B|B', ['Machine.b']],
    ['a copy by constructor, which is looked at', '+kv|+|+', ['Machine.a']],
    ['a structured clone that is looked at', '+m|+lv|+', ['Machine.a', 'Machine.c']],
    ['a class that extends Map', 'Rr|R|R', ['Register']],
    ['moving to a field that is read', '+|+xv|+', ['Machine.a', 'Machine.c']],
    ['neither get nor has nor size nor equals', '+Bo|+Bo|+Bo', []],
    ['nor sending', '+s|+s|+s', []],
    ['nor copying', '+kxl|+k|+xl', []],
  ])('%s', (_, program, places) => {
    for (const explore of [search, naiveSearch]) {
      const result = explore(machines([program, program]), { ...SETTINGS, depthMax: 5 });
      expect(placesRead(result)).toEqual(places);
    }
  });
});

const words = fc.string({
  unit: fc.constantFrom(...Array.from('+++-BBRnnmxssooklifvr')),
  maxLength: 4,
});
const program = fc.tuple(words, words, words).map((parts) => parts.join('|'));
const eager = searchWith({ workersFrom: 0 });

/** All that must be the same. */
function told(result: SearchResult): object {
  const { end, states, statesPerDepth, transitions, transitionsFromDepth } = result;
  const { ordersRead, lastNews, finding } = result;
  const counts = { states, statesPerDepth, transitions, transitionsFromDepth, lastNews };
  return { end, ...counts, ordersRead, way: finding?.events.length, detail: finding?.detail };
}

test('the states are the real ones, but for the orders that nobody reads', () => {
  const restarted = { some: 0, none: 0 };
  fc.assert(
    fc.property(program, program, (one, other) => {
      const problem = machines([one, other]);
      const settings = { ...SETTINGS, depthMax: 4 };
      const result = search(problem, settings);
      restarted[placesRead(result)?.length === 0 ? 'none' : 'some']++;
      expect(result.ordersRead).toBeDefined();
      const { counts } = countedPerDepth(problem, 4, result.ordersRead ?? []);
      expect(result.statesPerDepth).toEqual(counts);
      expect(told(naiveSearch(problem, settings))).toEqual(told(result));
    }),
    { numRuns: 60 },
  );
  expect(Math.min(restarted.some, restarted.none)).toBeGreaterThan(0);
});

test('random probes walk the same ways as the naive ones', () => {
  fc.assert(
    fc.property(program, program, fc.constantFrom('random', 'swarm'), (one, other, strategy) => {
      const problem = machines([one, other]);
      const settings = { ...SETTINGS, strategy, depthMax: 12, statesMax: 600, patience: 100 };
      expect(told(naiveSearch(problem, settings))).toEqual(told(search(problem, settings)));
    }),
    { numRuns: 30 },
  );
});

/** A predicate that looks at the fields of a node. */
function nodeHas(
  address: Address,
  name: string,
  has: (node: { readonly first: string; readonly c: ReadonlySet<string> }) => boolean,
): Predicate {
  return { name, kind: 'state', test: (view) => has(view.node(address) as never) };
}

const hasFirst = nodeHas(right, 'a first word', ({ first }) => first !== '' && first !== 'x');

test.each(['bfs', 'random'] as const)(
  'what a search finds and counts is the same with 1, 2 and 4 workers: %s',
  (strategy) => {
    for (const programs of [
      ['+Bs|+Bs|+Bs', '+v|+o|-'],
      ['+s|+|+', '+k|+Bf|+'],
    ] as const) {
      const found = (workers: number, explore: Search): object => {
        const settings = { ...SETTINGS, strategy, workers, goals: [hasFirst] };
        const limits = strategy === 'bfs' ? { depthMax: 7 } : { statesMax: 40_000 };
        const result = explore(machines([...programs]), { ...settings, ...limits });
        return { ...told(result), events: result.finding?.events };
      };
      const one = found(1, search);
      expect(found(2, eager)).toEqual(one);
      expect(found(4, eager)).toEqual(one);
    }
  },
);

test('a way that is told goes through real states', () => {
  const problem = machines(['+|+|+', '+Bs|+Bs|+Bs']);
  const goal = nodeHas(left, 'a copy of three', ({ c }) => c.size === 3);
  const { finding, ordersRead } = search(problem, { ...SETTINGS, goals: [goal] });
  expect(ordersRead).toEqual([]);
  const stepper = new Stepper(problem.plan, handlers, classes);
  let world = problem.start;
  for (const event of finding?.events ?? []) {
    expect(stepper.refusal(world, event)).toBeUndefined();
    world = stepper.step(world, event).world;
  }
  expect(worldKey(world)).toBe(worldKey(finding?.state as World));
  expect(finding?.events).toHaveLength(4);
});
