import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadLab, ThreadHandlers, type Lab } from '../../src/core/box/index.js';
import { search, searchWith, type SearchResult } from '../../src/core/checker/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import { Append } from '../../src/core/given/kvstore.js';
import { loadKnownLab } from '../../src/core/labs/index.js';
import { toAddress, type Address } from '../../src/core/lab/index.js';
import { Links, Stepper, type NodeBlueprint } from '../../src/core/system/index.js';
import { solutionFolder } from '../mutants/index.js';

const { terms } = await loadKnownLab('2');
const folder = mkdtempSync(join(tmpdir(), 'labtest-twin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SORTED = '.sort(([a], [b]) => (a < b ? -1 : 1))';
const labs: Lab[] = [];

beforeAll(async () => {
  const original = join(solutionFolder('lab2-map-heavy'), 'src');
  cpSync(original, folder, { recursive: true });
  change('kv-store.ts', 'private readonly store: Map', 'private store: Map');
  const sort = `this.store = new Map([...this.store]${SORTED});`;
  change('kv-store.ts', 'return new AppendResult(', `${sort} return new AppendResult(`);
  const executed = 'result: this.app.execute(command) });';
  const sortAnswers = `this.answers = new Map([...this.answers]${SORTED});`;
  change('server.ts', executed, `${executed} ${sortAnswers}`);
  const compiled = [await compileLab(original, terms.given), await compileLab(folder, terms.given)];
  for (const each of compiled) labs.push(loadLab(each, terms));
});

function change(file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

/** One server and clients that each append to a key of their own. */
function explored(lab: Lab, clients: number, depthMax: number, workers: number): SearchResult {
  const viewServer = toAddress('viewserver');
  const node = (name: string, kind: string, ...args: NodeBlueprint['args']): NodeBlueprint => {
    const address = toAddress(name);
    const role = kind === 'PBClient' ? 'client' : 'server';
    return { address, export: kind, args: [address, ...args], role };
  };
  const nodes = [
    node('viewserver', 'ViewServer'),
    node('server1', 'PBServer', viewServer, { construct: 'KVStore', args: [] }),
  ];
  const workloads = new Map<Address, object>();
  for (let i = 1; i <= clients; i++) {
    nodes.push(node(`client${i}`, 'PBClient', viewServer));
    const commandAt = (index: number): Append => new Append(`key${i}`, String(index));
    const workload = { size: 2, pauseMs: 0, commandAt, expectedAt: () => undefined };
    workloads.set(toAddress(`client${i}`), workload);
  }
  const plan = { nodes, workloads: workloads as never };
  const { classes } = lab;
  const handlers = new ThreadHandlers(lab);
  const start = new Stepper(plan, handlers, classes).initial();
  const explore = workers === 1 ? search : searchWith({ workersFrom: 0 });
  return explore(
    { plan, start, handlers, classes },
    {
      links: Links.all,
      invariants: [],
      goals: [],
      prunes: [],
      strategy: 'bfs',
      depthMax,
      statesMax: 1_000_000,
      timeMaxMs: 600_000,
      memoryMaxBytes: 8e9,
      seed: 1,
      workers,
      diamonds: true,
      patience: Infinity,
    },
  );
}

test('a solution with Maps has the states of one that sorts them, on any number of workers', () => {
  const [maps, sorted] = labs as [Lab, Lab];
  const twin = explored(sorted, 3, 16, 1);
  expect(twin.ordersRead).toHaveLength(2);
  for (const workers of [1, 2, 4]) {
    const result = explored(maps, 3, 16, workers);
    expect(result.ordersRead).toEqual([]);
    expect(result.statesPerDepth).toEqual(twin.statesPerDepth);
    expect(result.transitions).toBe(twin.transitions);
  }
});
