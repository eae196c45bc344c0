import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThreadHandlers, type Lab } from '../../box/index.js';
import { annotate } from './annotate.js';
import { appendLab, clientAddress, server1 } from '../append-lab.fixture.js';
import { failingRun, handDrivenRun, recordedRun } from '../recorded-run.fixture.js';
import { replay, type ReplayReport } from './replay.js';
import { standardPredicate } from './standard-predicates.js';
import type { Trace, TraceEvent } from '../file/index.js';

function replayed(trace: Trace, lab: Lab): ReplayReport {
  const handlers = new ThreadHandlers(lab);
  return replay(trace, { handlers, classes: lab.classes, predicateOf: standardPredicate });
}

describe('a replay with the same code', () => {
  it('takes the same way to the same states, whatever the weather was', () => {
    const options = fc.record({
      seed: fc.nat(),
      clients: fc.integer({ min: 1, max: 3 }),
      rounds: fc.integer({ min: 1, max: 4 }),
      rate: fc.constantFrom(0.6, 0.9, 1),
      duplicateRate: fc.constantFrom(0, 0.3),
      sameKey: fc.boolean(),
    });
    fc.assert(
      fc.property(options, fc.constantFrom('AppendServer', 'OnceServer'), (drawn, server) => {
        const lab = appendLab(server);
        const trace = recordedRun(lab, drawn);
        const report = replayed(trace, lab);
        expect(report.otherState ?? report.refusal).toBeUndefined();
        expect(report.skipped + report.matched).toBe(0);
        expect(report.taken).toBe(trace.events.length);
        const isWrong = trace.verdict.kind === 'result';
        expect(report.failure).toBe(isWrong ? 'same' : 'none');
      }),
      { numRuns: 40 },
    );
  });

  it('takes the same way when a test hands commands in, or a client rests between them', () => {
    const lab = appendLab();
    for (let seed = 1; seed < 20; seed++) {
      const trace = handDrivenRun(lab, seed);
      const kinds = trace.events.map(({ action }) => action.kind);
      expect(kinds).toContain('command');
      expect(kinds).toContain('inject');
      expect([...trace.workloads.values()].flat().some(({ atOnce }) => atOnce)).toBe(true);
      const report = replayed(trace, lab);
      expect(report).toMatchObject({ otherState: undefined, refusal: undefined, skipped: 0 });
    }
  });

  it('takes the same way when another load gives the classes other ids', () => {
    const trace = failingRun(appendLab());
    const report = replayed(trace, appendLab('AppendServer', 50));
    expect(report).toMatchObject({ failure: 'same', otherState: undefined, refusal: undefined });
  });

  it('finds a handler that throws again', () => {
    const lab = appendLab('BreakingServer');
    const trace = failingRun(lab);
    expect(trace.verdict.detail).toContain('no request 2, please');
    expect(replayed(trace, lab).failure).toBe('same');
    expect(replayed(trace, appendLab('OnceServer')).failure).not.toBe('same');
  });
});

describe('a replay after an edit', () => {
  const trace = failingRun(appendLab());

  it('says that the failure is gone, and from where on it is another path', () => {
    const report = replayed(trace, appendLab('OnceServer'));
    expect(report.failure).toBe('gone');
    expect(report.otherState?.event).toBe('server1 starts (Server)');
    expect(report.told).toBe('the failure is gone on this path');
  });

  it('says when the code fails in another way', () => {
    const report = replayed(trace, appendLab('BreakingServer'));
    expect(report.failure).toBe('other');
    expect(report.told).toContain('no request 2, please');
  });

  it('takes a message of the same class between the same nodes for one that has changed', () => {
    const classes = appendLab().classes;
    const changed = trace.events.map((event): TraceEvent => {
      const { action } = event;
      if (action.kind !== 'deliver' || action.envelope.to !== server1) return event;
      const message = action.envelope.message.replace('i1;', 'i77;') as never;
      const envelope = { ...action.envelope, message };
      return { ...event, action: { ...action, envelope } };
    });
    expect(classes.catalogue().length).toBeGreaterThan(0);
    const report = replayed({ ...trace, events: changed }, appendLab());
    expect(report.matched).toBeGreaterThan(0);
    expect(report.refusal).toMatchObject({
      why: 'no such message is in flight',
      event: expect.stringContaining('number=77') as string,
      instead: expect.stringContaining('number=1)') as string,
    });
    expect(report.failure).toBe('same');
  });

  it('takes the message that is most alike, not the first one of its class', () => {
    // A search's network keeps what was delivered, so the first one is always there.
    const lab = appendLab();
    const run = recordedRun(lab, { seed: 1, rate: 1, duplicateRate: 0, clients: 1, rounds: 3 });
    const taken = run.events
      .filter(({ action }) => ['add', 'deliver', 'fire'].includes(action.kind))
      .map(({ action }): TraceEvent => {
        if (action.kind !== 'deliver' || action.envelope.to !== server1) return { action };
        const message = action.envelope.message.replace('}', '6:colours3:red}') as never;
        return { action: { ...action, envelope: { ...action.envelope, message } } };
      });
    const report = replayed({ ...run, mode: 'search', events: taken }, lab);
    expect(report.matched).toBe(3);
    expect(report.world.locals.get(clientAddress(1))?.results.length).toBe(3);
  });

  it('goes on when a message class has another name, and leaves out one that is gone', () => {
    const renamed = (from: string, to: string): Trace => ({
      ...trace,
      classes: trace.classes.map(({ id, name }) => ({ id, name: name === from ? to : name })),
    });
    const same = replayed(renamed('Request', 'Ask'), appendLab());
    expect(same).toMatchObject({ failure: 'same', skipped: 0 });
    expect(same.matched).toBeGreaterThan(0);
    expect(same.refusal?.event).toContain('→ server1: Ask(');
    expect(same.refusal?.why).toBe('the lab no longer has such a class');
    const gone: Trace = renamed('Request', 'Ask');
    const both = { ...gone, classes: [...gone.classes, { id: '99', name: 'Request' }] };
    const report = replayed(both, appendLab());
    expect(report.failure).toBe('unclear');
    expect(report.skipped).toBeGreaterThan(0);
  });

  it('hands in no command of a class that is gone', () => {
    const classes = trace.classes.map(({ id, name }) => ({
      id,
      name: name === 'Append' ? 'Prepend' : name,
    }));
    const report = replayed({ ...trace, classes }, appendLab());
    expect(report.failure).toBe('unclear');
    expect([...report.world.locals.values()].every(({ results }) => results.length === 0)).toBe(
      true,
    );
  });

  it('says how a state is another, where the trace holds it', () => {
    const lab = appendLab();
    const annotated = annotate(trace, {
      handlers: new ThreadHandlers(lab),
      classes: lab.classes,
    }) as Trace;
    const { otherState } = replayed(annotated, appendLab('OnceServer', 50));
    expect(otherState?.changes).toEqual(['last: added Map{}']);
    expect(otherState?.event).toBe('server1 starts (Server)');
  });

  it('leaves out what cannot happen any more, and does not claim that all is well', () => {
    const events = trace.events.filter(({ action }) => action.kind !== 'add');
    const report = replayed({ ...trace, events }, appendLab());
    expect(report.skipped).toBeGreaterThan(0);
    expect(report.failure).toBe('unclear');
    expect(report.told).toContain('can no longer happen');
  });

  it('never throws, whatever is left out, repeated or put elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(trace.events.length - 1), { maxLength: 40 }), (places) => {
        const events = places.map((place) => trace.events[place] as TraceEvent);
        const report = replayed({ ...trace, events }, appendLab('OnceServer'));
        expect(report.taken + report.skipped + report.untried).toBe(events.length);
      }),
    );
  });
});

describe('a replay of a search', () => {
  const run = recordedRun(appendLab(), { seed: 1, rate: 1, duplicateRate: 0, clients: 1 });
  const events = run.events.filter(({ action }) =>
    ['add', 'deliver', 'fire'].includes(action.kind),
  );
  const search: Trace = { ...run, mode: 'search', events };

  it('delivers the same message as often as it likes', () => {
    const request = events.find(
      ({ action }) => action.kind === 'deliver' && action.envelope.to === server1,
    ) as TraceEvent;
    const twice = [...events.slice(0, 3), request, request];
    const report = replayed({ ...search, events: twice }, appendLab());
    expect(report.skipped).toBe(0);
    const once = replayed({ ...search, mode: 'run', events: twice }, appendLab());
    expect(once.skipped).toBeGreaterThan(0);
  });

  it('keeps to links and timers', () => {
    const off = { network: false, senders: {}, receivers: {}, links: {}, timers: {} };
    const links = { ...off, timersDefault: true };
    const behind = [events[0], { action: { kind: 'links', links } }, ...events.slice(1)];
    const closed = { ...search, events: behind as TraceEvent[] };
    expect(replayed(closed, appendLab()).refusal?.why).toMatch(/^the link from .* is off$/);
  });

  it('delivers nothing that was set aside until it is restored', () => {
    const [server, client, request] = events as [TraceEvent, TraceEvent, TraceEvent];
    const aside: TraceEvent = { action: { kind: 'set-aside' } };
    const others: TraceEvent = { action: { kind: 'restore', from: server1 } };
    const own: TraceEvent = { action: { kind: 'restore', to: server1 } };
    const skipped = (...way: TraceEvent[]): number =>
      replayed({ ...search, events: [server, client, ...way] }, appendLab()).skipped;
    expect(skipped(request)).toBe(0);
    expect(skipped(aside, request)).toBe(1);
    expect(skipped(aside, others, request)).toBe(1);
    expect(skipped(aside, own, request)).toBe(0);
  });
});

describe('annotate', () => {
  it('asks what each step behind the start logs', () => {
    const lab = appendLab();
    const trace = { ...failingRun(lab), startLength: 4 };
    const asked: string[] = [];
    const { events } = annotate(trace, {
      handlers: new ThreadHandlers(lab),
      classes: lab.classes,
      logOf: ({ address, cause }) => {
        asked.push(cause.kind);
        return [{ level: 'INFO', text: `${address} has a ${cause.kind}` }];
      },
    }) as Trace;
    const logs = events.map(({ evidence }) => evidence?.log ?? []);
    expect(logs.slice(0, 4).flat()).toEqual([]);
    expect(logs.flat()).toContain('INFO server1 has a deliver');
    // A client that gets its result is handed its next command in the same step.
    expect(logs.map((lines) => lines.join(' and '))).toContainEqual(
      expect.stringMatching(/^INFO (client\d) has a deliver and INFO \1 has a command$/),
    );
    expect(logs.flat().length).toBe(asked.length);
  });

  it('adds what every step did, or gives nothing when the code is another', () => {
    const lab = appendLab();
    const trace = failingRun(lab);
    const tools = { handlers: new ThreadHandlers(lab), classes: lab.classes };
    const annotated = annotate(trace, tools) as Trace;
    const results = annotated.events.flatMap(({ evidence }) => evidence?.results ?? []);
    expect(results.length).toBeGreaterThan(0);
    const adds = annotated.events.find(
      ({ action }) => action.kind === 'add' && action.node.address === clientAddress(1),
    );
    expect(adds?.evidence?.sends.length).toBe(1);
    const other = appendLab('OnceServer');
    const otherTools = { handlers: new ThreadHandlers(other), classes: other.classes };
    expect(annotate(annotated, otherTools)).toBeUndefined();
  });
});
