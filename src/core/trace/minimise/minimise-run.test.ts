import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThreadHandlers, type Lab } from '../../box/index.js';
import { RememberedHandlers } from '../../judge/index.js';
import type { Address } from '../../lab/index.js';
import type { HandlerCall, NodeBlueprint } from '../../system/index.js';
import { annotate, replay, standardPredicate } from '../replay/index.js';
import { appendLab } from '../append-lab.fixture.js';
import { minimiseRun } from './index.js';
import { failingRun, recordedRun, stuckRun } from '../recorded-run.fixture.js';
import { showTrace, tellTrace } from '../show/index.js';
import { formatTrace, type Trace } from '../file/index.js';

function tools(lab: Lab) {
  return { handlers: new RememberedHandlers(new ThreadHandlers(lab)), classes: lab.classes };
}

/** Handlers that count how often they are called, whether the lab is asked or not. */
function counting(lab: Lab) {
  const { handlers, classes } = tools(lab);
  const counted = {
    calls: 0,
    get asked() {
      return handlers.asked;
    },
    create: (node: NodeBlueprint) => handlers.create(node),
    run: (calls: readonly HandlerCall[]) => {
      counted.calls += calls.length;
      return handlers.run(calls);
    },
  };
  return { handlers: counted, classes };
}

function minimised(trace: Trace, lab: Lab, workMax = 100_000): Trace | undefined {
  return minimiseRun(trace, { ...tools(lab), workMax });
}

function failureOf(trace: Trace, lab: Lab): string {
  return replay(trace, { ...tools(lab), predicateOf: standardPredicate }).failure;
}

describe('a minimised run', () => {
  it('still fails, and no event of it can be left out', () => {
    const lab = appendLab();
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const trace = recordedRun(lab, { seed, clients: 3, rounds: 3 });
        fc.pre(trace.verdict.verdict === 'failed');
        const small = minimised(trace, lab) as Trace;
        expect(small.minimised).toBe('yes');
        expect(small.events.length).toBeLessThan(trace.events.length);
        expect(failureOf(small, lab)).toBe('same');
        for (const i of small.events.keys()) {
          const rest = { ...small, events: small.events.toSpliced(i, 1) };
          const options = { ...tools(lab), predicateOf: standardPredicate };
          const { failure, matched } = replay(rest, options);
          // A replay takes another message for one that is not there; that does not count here.
          expect(failure === 'same' && matched === 0).toBe(false);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('needs a request twice, and no other client', () => {
    const lab = appendLab();
    const small = minimised(failingRun(lab, { clients: 3 }), lab) as Trace;
    const kinds = small.events.map(({ action }) => action.kind);
    expect(kinds.filter((kind) => kind === 'add').length).toBe(2);
    expect(kinds).not.toContain('lose');
    expect(kinds).not.toContain('links');
  });

  it('says what goes wrong in what is left, and in the whole run', () => {
    const lab = appendLab();
    const trace = failingRun(lab);
    const small = minimised(trace, lab) as Trace;
    const [shown = '', whole] = small.verdict.detail.split('; in the whole run, ');
    const last = small.events.at(-1)?.atMs?.toFixed(1);
    expect(shown).toMatch(/^at .* ms, .* got .* for .*, which no order of the commands explains$/);
    expect(shown.startsWith(`at ${last} ms, `)).toBe(true);
    expect(whole?.endsWith(` ms: ${trace.verdict.detail}`)).toBe(true);
  });

  it('keeps to the handler that throws', () => {
    const lab = appendLab('BreakingServer');
    const small = minimised(failingRun(lab, { clients: 3 }), lab) as Trace;
    expect(failureOf(small, lab)).toBe('same');
    // Two nodes, the first request, its reply, the second request.
    expect(small.events.length).toBe(5);
  });

  it('keeps to the predicate that is violated', () => {
    const lab = appendLab();
    let found = false;
    for (let seed = 1; seed < 50; seed++) {
      const run = recordedRun(lab, { seed, sameKey: true, clients: 2, duplicateRate: 0.5 });
      const beforeCrashes = run.events.filter(({ action }) => action.kind !== 'crash');
      const verdict = {
        verdict: 'failed',
        kind: 'invariant',
        predicate: 'APPENDS_LINEARIZABLE',
        detail: 'an append was done twice',
      } as const;
      const trace = { ...run, verdict, events: beforeCrashes };
      if (failureOf(trace, lab) !== 'same') continue;
      const small = minimised(trace, lab) as Trace;
      expect(failureOf(small, lab)).toBe('same');
      expect(small.events.length).toBeLessThan(trace.events.length / 2);
      found = true;
      break;
    }
    expect(found).toBe(true);
  });

  it('says when a limit ended it, and is a failing run even so', () => {
    const lab = appendLab();
    const trace = failingRun(lab, { clients: 3 });
    const small = minimised(trace, lab, 2 * trace.events.length + 30) as Trace;
    expect(small.minimised).toBe('partly');
    expect(failureOf(small, lab)).toBe('same');
  });

  it('is a failing run wherever a limit ends it, and always the same one', () => {
    const lab = appendLab();
    const stuck = stuckRun(appendLab('StuckServer'), { clients: 2 });
    const failing = failingRun(lab, { clients: 3 });
    fc.assert(
      fc.property(fc.nat(4000), fc.boolean(), (workMax, isStuck) => {
        const trace = isStuck ? stuck : failing;
        const by = isStuck ? appendLab('StuckServer') : lab;
        const small = minimised(trace, by, workMax) as Trace;
        expect(small.minimised).toMatch(/yes|partly/);
        expect(failureOf(small, by)).toBe('same');
        expect(formatTrace(minimised(trace, by, workMax) as Trace)).toBe(formatTrace(small));
      }),
      { numRuns: 15 },
    );
  });

  it('needs of a long run the last commands only', () => {
    const lab = appendLab();
    const trace = failingRun(lab, { clients: 3, rounds: 150, rate: 0.999, duplicateRate: 0 });
    expect(trace.events.length).toBeGreaterThan(600);
    const small = minimised(trace, lab) as Trace;
    expect(small.minimised).toBe('yes');
    expect(small.events.length).toBeLessThan(12);
    expect(failureOf(small, lab)).toBe('same');
    expect(JSON.stringify(small.events)).not.toContain('client3');
  });

  it('is shown without the start that was not made small', () => {
    const lab = appendLab();
    const long = failingRun(lab, { clients: 3, rounds: 150, rate: 0.999, duplicateRate: 0 });
    const startLength = long.events.length - 40;
    const annotated = annotate({ ...long, startLength, minimised: 'partly' }, tools(lab)) as Trace;
    const shown = showTrace(annotated);
    expect(shown).toContain(`(${startLength} steps that lead here are left out`);
    expect(shown.split('\n').length).toBeLessThan(300);
    expect(showTrace(annotated, { all: true }).length).toBeGreaterThan(2 * shown.length);
    // The first step that is shown can still say what it changed.
    const request = tellTrace(annotated)
      .slice(startLength)
      .find(({ node, kind }) => node === 'server1' && kind === 'deliver');
    expect(request?.changes.length).toBe(1);
  });

  it('shows how a client came to wait for ever, and what it does not need for that', () => {
    const lab = appendLab('StuckServer');
    const trace = stuckRun(lab, { clients: 3 });
    const small = minimised(trace, lab) as Trace;
    expect(small.minimised).toBe('yes');
    const kinds = small.events.map(({ action }) => action.kind);
    expect(kinds.filter((kind) => kind === 'add').length).toBe(2);
    expect(small.events.length).toBeLessThan(trace.events.length / 5);
  });

  it('is made of a stuck run without taking all of it, when the wait is known', () => {
    const lab = appendLab('StuckServer');
    const trace = stuckRun(lab, { clients: 3, lengthMs: 60_000 });
    expect(trace.events.length).toBeGreaterThan(4000);
    const [client, { length }] = [...trace.workloads].find(([, all]) => all.length < 4) as [
      Address,
      readonly object[],
    ];
    const waited = { client, index: length - 1, fromMs: 0, untilMs: 60_000 };
    const [whole, early] = [counting(lab), counting(lab)];
    const large = minimiseRun(trace, { ...whole, workMax: 100_000 }) as Trace;
    const small = minimiseRun(trace, { ...early, workMax: 100_000, waited }) as Trace;
    expect(small.minimised).toBe('yes');
    expect(small.events.length).toBeLessThanOrEqual(large.events.length);
    expect(failureOf(small, lab)).toBe('same');
    expect(early.handlers.calls).toBeLessThan(whole.handlers.calls / 2);
    const later = { ...waited, fromMs: 59_500 };
    const late = minimiseRun(trace, { ...tools(lab), workMax: 100_000, waited: later }) as Trace;
    expect(formatTrace(late)).toBe(formatTrace(large));
  });

  it('is not made of a run that passed, or that failed by what did not happen', () => {
    const lab = appendLab('OnceServer');
    const passed = recordedRun(lab, { seed: 1 });
    expect(minimised(passed, lab)).toBeUndefined();
    const verdict = { verdict: 'failed', kind: 'liveness', detail: 'too slow' } as const;
    expect(minimised({ ...passed, verdict }, lab)).toBeUndefined();
  });
});
