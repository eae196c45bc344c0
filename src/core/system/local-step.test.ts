import { expect, test } from 'vitest';
import { ClassTable, type Canonical } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import type { Workload } from '../workload/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from './index.js';
import { LocalStepper } from './local-step.js';

const client = toAddress('client1');
const blueprint: NodeBlueprint = { address: client, export: 'Client', args: [], role: 'client' };

/** Gives a waiting client a result on every second call, and records the calls. */
class Noting implements Handlers {
  readonly calls: HandlerCall[] = [];

  create(): HandlerOutcome {
    return outcome(undefined);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      this.calls.push(call);
      const answers = call.awaits && call.cause.kind === 'fire';
      return outcome(answers ? ('s4:done' as Canonical) : undefined);
    });
  }
}

function outcome(result: Canonical | undefined): HandlerOutcome {
  return { node: 'i0;' as Canonical, sends: [], sets: [], result, fault: undefined };
}

test('a client is asked for its result while it waits, and once for each command it takes', () => {
  const workload = { size: 2, pauseMs: 0, commandAt: () => ({}) } as unknown as Workload;
  const handlers = new Noting();
  const plan = { nodes: [blueprint], workloads: new Map([[client, workload]]) };
  const stepper = new LocalStepper(plan, handlers, new ClassTable());
  let local = stepper.create(blueprint).local;
  const timer = { owner: client, timer: 's4:tick' as Canonical, minMs: 1, maxMs: 1 };
  for (let i = 0; i < 4; i++) {
    const [step] = stepper.stepAll([
      { address: client, before: local, cause: { kind: 'fire', timer } },
    ]);
    local = step!.local;
  }
  const asked = handlers.calls.map(({ cause, awaits }) => `${cause.kind} ${awaits}`);
  expect(asked).toEqual([
    'command true',
    'fire true',
    'command true',
    'fire true',
    'fire false',
    'fire false',
  ]);
  expect(local.results).toHaveLength(2);
});
