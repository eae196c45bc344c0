import type { Canonical } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import type { Action, LinksData, NodeBlueprint } from '../../system/index.js';
import type { Trace, TraceEvent } from './trace.js';

/** A path that a search found; part of a search test's outcome. */
export interface FoundPath {
  readonly search: string;
  readonly nodes: readonly NodeBlueprint[];
  readonly workloads: readonly {
    readonly client: Address;
    readonly commands: readonly Canonical[];
    readonly expected: readonly (Canonical | undefined)[];
  }[];
  readonly links: LinksData;
  readonly before: readonly { readonly step: Action }[];
  readonly steps: readonly { readonly step: Action }[];
}

/** What a trace says besides the path itself. */
export type TraceHead = Pick<
  Trace,
  'lab' | 'test' | 'seed' | 'settings' | 'solution' | 'harness' | 'classes' | 'verdict'
>;

/** The trace of a search's path. `annotate` adds what each step did. */
export function traceOfPath(path: FoundPath, head: TraceHead): Trace {
  const start: TraceEvent[] = [
    ...path.nodes.map((node): TraceEvent => ({ action: { kind: 'add', node } })),
    ...path.before.map(({ step }): TraceEvent => ({ action: step })),
    { action: { kind: 'links', links: path.links } },
  ];
  return {
    mode: 'search',
    part: path.search,
    ...head,
    workloads: new Map(
      path.workloads.map(({ client, commands, expected }) => [
        client,
        commands.map((command, i) => ({ command, expected: expected[i], atOnce: true })),
      ]),
    ),
    startLength: start.length,
    events: [...start, ...path.steps.map(({ step }) => ({ action: step }))],
    minimised: 'yes',
  };
}
