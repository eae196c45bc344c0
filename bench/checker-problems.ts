import * as givenKvstore from '../src/core/given/kvstore.js';
import * as givenLab2 from '../src/tests/lab2-primarybackup/given/lab2.js';
import { Append } from '../src/core/given/kvstore.js';
import { ClassTable } from '../src/core/canon/index.js';
import type { SearchProblem, SearchSettings } from '../src/core/checker/index.js';
import { ThreadHandlers, type Lab } from '../src/core/box/index.js';
import { toAddress, type Address } from '../src/core/lab/index.js';
import { APPENDS_LINEARIZABLE, CLIENTS_DONE } from '../src/core/predicate/index.js';
import { LabFault } from '../src/core/support/index.js';
import { Links, Stepper, type NodeBlueprint, type SystemPlan } from '../src/core/system/index.js';
import type { Workload } from '../src/core/workload/index.js';
import * as amo from '../solutions/lab2-reference/src/amo-application.js';
import * as reference from '../solutions/lab2-reference/src/index.js';
import * as messages from '../solutions/lab2-reference/src/messages.js';
import * as timers from '../solutions/lab2-reference/src/timers.js';

type Constructor = new (...args: unknown[]) => object;

/** The reference solution of lab 2, in this thread: the engine is measured, not the box. */
function referenceLab(): Lab {
  const classes = new ClassTable();
  for (const module of [givenKvstore, givenLab2, amo, reference, messages, timers]) {
    for (const [name, value] of Object.entries(module) as [string, unknown][]) {
      if (typeof value === 'function') classes.register(value as Constructor, name, name);
    }
  }
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, args) => {
      const exports = reference as unknown as Record<string, Constructor>;
      const kind = exports[name];
      if (kind === undefined) throw new Error(`no class ${name}`);
      return new kind(...args);
    },
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing} threw ${String(thrown)}` }),
  };
}

/** Primary-backup: a view server, servers, and clients that append these values to the same key. */
export function primaryBackup(
  servers: number,
  appended: readonly (readonly string[])[],
): SearchProblem {
  const viewServer = toAddress('viewserver');
  const named = (name: string, count: number): Address[] =>
    Array.from({ length: count }, (_, i) => toAddress(`${name}${i + 1}`));
  const store = { construct: 'KVStore', args: [] };
  const nodes: NodeBlueprint[] = [
    { address: viewServer, export: 'ViewServer', args: [viewServer], role: 'server' },
  ];
  for (const address of named('server', servers)) {
    nodes.push({ address, export: 'PBServer', args: [address, viewServer, store], role: 'server' });
  }
  const workloads = new Map<Address, Workload>();
  for (const [client, address] of named('client', appended.length).entries()) {
    const values = appended[client] as readonly string[];
    nodes.push({ address, export: 'PBClient', args: [address, viewServer], role: 'client' });
    workloads.set(address, {
      size: values.length,
      pauseMs: 0,
      commandAt: (index) => new Append('foo', values[index] as string),
      expectedAt: () => undefined,
    });
  }
  const plan: SystemPlan = { nodes, workloads };
  const lab = referenceLab();
  const handlers = new ThreadHandlers(lab);
  const start = new Stepper(plan, handlers, lab.classes).initial();
  if (start.exception !== undefined) throw new Error(start.exception.fault.message);
  return { plan, start, handlers, classes: lab.classes };
}

/** Up to this many states, however long it takes. */
export function primaryBackupSettings(statesMax: number): SearchSettings {
  return {
    links: Links.all,
    invariants: [APPENDS_LINEARIZABLE],
    goals: [],
    prunes: [CLIENTS_DONE],
    strategy: 'bfs',
    depthMax: Infinity,
    statesMax,
    timeMaxMs: 600_000,
    memoryMaxBytes: 12e9,
    seed: 1,
    workers: 1,
    diamonds: true,
    patience: Infinity,
  };
}
