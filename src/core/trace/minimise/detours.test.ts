import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThreadHandlers } from '../../box/index.js';
import { RememberedHandlers } from '../../judge/index.js';
import { localKey } from '../../system/index.js';
import { appendLab } from '../append-lab.fixture.js';
import type { Trace, TraceEvent } from '../file/index.js';
import { recordedRun, stuckRun } from '../recorded-run.fixture.js';
import { Executor, rememberedDecode, WorkBudget } from '../replay/index.js';
import { detours } from './detours.js';
import { Taking, type KnownRun } from './known-run.js';

const lab = appendLab();
const handlers = new RememberedHandlers(new ThreadHandlers(lab));

/** The run with these of its events; fails when one of them is not possible. */
function taken(trace: Trace, events: readonly TraceEvent[]): KnownRun {
  const plan = { ...trace, events: trace.events.filter(({ action }) => action.kind === 'add') };
  const { classes } = lab;
  const tools = { handlers, classes, decoded: rememberedDecode(classes), budget: new WorkBudget() };
  const taking = Taking.from(new Executor(plan, tools), false);
  for (const event of events) {
    expect(taking.executor.refusal(taking.now, event.action)).toBe(undefined);
    taking.take(event);
  }
  return taking.known();
}

function nodesAt({ end }: KnownRun): string[] {
  return [...end.world.locals].map(([address, local]) => `${address} ${localKey(local)}`);
}

describe('detours', () => {
  it('lead nowhere: without them, a run ends with the same nodes', () => {
    let left = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const trace = recordedRun(lab, { seed, clients: 2, rounds: 3, rate: 0.5 });
        const whole = taken(trace, trace.events);
        const out = new Set(detours(whole));
        left += out.size;
        const direct = taken(
          trace,
          trace.events.filter((_, index) => !out.has(index)),
        );
        expect(nodesAt(direct)).toEqual(nodesAt(whole));
      }),
      { numRuns: 30 },
    );
    expect(left).toBeGreaterThan(0);
  });

  it('are most of a run that waits', () => {
    const trace = stuckRun(lab, { clients: 1, rounds: 2, rate: 0.3 });
    const run = taken(trace, trace.events);
    expect(detours(run).length).toBeGreaterThan(trace.events.length / 2);
  });
});
