import { encode, type ClassTable } from '../../canon/index.js';
import { toAddress, type Address } from '../../lab/index.js';
import { CLIENTS_DONE } from '../../predicate/index.js';
import { UsageError } from '../../support/index.js';
import type { SystemPlan } from '../../system/index.js';
import { client, commandsTyped, server, type DrivenSystem } from '../../testkit/index.js';
import type { Trace } from '../../trace/index.js';
import { listWorkload, type Workload } from '../../workload/index.js';
import type { Scene } from '../scene.js';
import type { SceneContext } from './scene-context.js';
import { watchedResults } from './watched-results.js';

/** The members of a system. */
export interface ScratchMembers {
  readonly servers: number;
  readonly clients: number;
  /** One for all clients, or one for each. */
  readonly workloads: readonly string[];
}

/** A system from its very start: servers, clients and their workloads. */
export function sceneOfMembers(
  { servers, clients, workloads }: ScratchMembers,
  driven: DrivenSystem | undefined,
  { lab, solution, harness, classes, timeline }: SceneContext,
): Scene {
  if (driven === undefined) {
    throw new UsageError('LT004', `Lab ${lab} cannot be driven from scratch.`, [
      'Start from one of its search tests: labtest debug --test NUMBER',
    ]);
  }
  if (workloads.length > 1 && workloads.length !== clients) {
    throw new UsageError('LT004', `${workloads.length} workloads for ${clients} clients.`, [
      'Give --workload once for all of them, or once for each.',
    ]);
  }
  const addresses = [...driven.always, ...range(servers).map((i) => server(i + 1))];
  const workers = range(clients).map((i): readonly [Address, Workload] => {
    const text = workloads[i] ?? workloads[0] ?? '';
    return [toAddress(client(i + 1)), listWorkload(commandsTyped(driven, text))];
  });
  const plan: SystemPlan = {
    nodes: [
      ...addresses.map((address) => driven.subjects.server(address)),
      ...workers.map(([address]) => driven.subjects.client(address)),
    ],
    workloads: new Map(workers),
  };
  return {
    title: `lab ${lab} · ${counted(servers, 'server')}, ${counted(clients, 'client')}`,
    origin: 'from scratch',
    network: 'set',
    plan,
    steps: plan.nodes.map((node) => ({ action: { kind: 'add', node } })),
    startLength: plan.nodes.length,
    watched: [watchedResults(plan, 'the workload'), { role: 'goal', predicate: CLIENTS_DONE }],
    timeline,
    advice: [],
    stages: [],
    trace: {
      lab,
      test: 'by hand',
      seed: 0,
      solution,
      harness,
      workloads: recordedWorkloads(plan, classes),
    },
  };
}

/** Workloads as a trace holds them. */
export function recordedWorkloads(plan: SystemPlan, classes: ClassTable): Trace['workloads'] {
  return new Map(
    [...plan.workloads].map(([address, workload]) => [
      address,
      range(workload.size === Infinity ? 0 : workload.size).map((index) => {
        const expected = workload.expectedAt(index, address);
        return {
          command: encode(workload.commandAt(index, address), classes, 'value'),
          ...(expected !== undefined && { expected: encode(expected, classes, 'value') }),
          atOnce: true,
        };
      }),
    ]),
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
