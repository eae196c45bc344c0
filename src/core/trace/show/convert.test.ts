import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encode } from '../../canon/index.js';
import { ThreadHandlers } from '../../box/index.js';
import { annotate } from '../replay/index.js';
import { appendLab, Reply, server1, clientAddress } from '../append-lab.fixture.js';
import { failingRun } from '../recorded-run.fixture.js';
import { showTrace } from './show-trace.js';
import { lanesOf, tellTrace } from './tell-trace.js';
import { toHtml } from './to-html.js';
import { toItf } from './to-itf.js';
import { toMermaid } from './to-mermaid.js';
import { toShiviz } from './to-shiviz.js';
import { formatTrace, type Trace, type TraceEvent } from '../file/index.js';

const lab = appendLab();
const tools = { handlers: new ThreadHandlers(lab), classes: lab.classes };
const trace = annotate(failingRun(lab), tools) as Trace;
const steps = tellTrace(trace);

/** A trace of one message with a value that is difficult for every format. */
function nasty(value: string): Trace {
  const message = encode(new Reply(1, value), lab.classes, 'value');
  const envelope = { from: server1, to: clientAddress(1), message };
  const events: TraceEvent[] = [
    ...trace.events.slice(0, 3).filter(({ action }) => action.kind === 'add'),
    { action: { kind: 'inject', envelope } },
    { action: { kind: 'deliver', envelope } },
  ];
  return { ...trace, events, verdict: { ...trace.verdict, detail: value } };
}

describe('a told trace', () => {
  it('knows of every message that arrived which step sent it', () => {
    for (const step of steps.filter(({ kind }) => kind === 'deliver')) {
      const sender = steps[(step.cause ?? 0) - 1];
      expect(sender?.number).toBeLessThan(step.number);
      expect(sender?.node).toBe(step.from);
      expect(sender?.effects).toContain(`sends ${step.subject} to ${step.node}`);
    }
  });

  it('has the clients first', () => {
    expect(lanesOf(trace)).toEqual(['client1', 'client2', 'server1']);
  });

  it('tells what changed, field by field', () => {
    const request = steps.find(
      ({ kind, title }) => kind === 'deliver' && title.includes('→ server1: Request('),
    );
    expect(request?.changes[0]).toMatch(/^values\.get\(KEY-client\d\): added 0$/);
    expect(request?.effects[0]).toMatch(/^sends Reply\(number=1, value=0\) to client\d$/);
    expect(request?.changes.length).toBe(1);
  });
});

describe('a trace as text', () => {
  it('has a heading, the verdict, and a step a paragraph', () => {
    const text = showTrace(trace);
    const [heading, verdict] = text.split('\n');
    expect(heading).toMatch(/^lab 2 · test 2\.99 · seed \d+ · run · failed · \d+ events$/);
    expect(verdict).toBe(trace.verdict.detail);
    expect(text).toContain('server1 starts (Server)');
    expect(text).toMatch(/client\d has its result AppendResult\(value=0\)/);
    expect(text).toContain('sets RetryTimer(number=1) (10 ms)');
  });

  it('shows the steps of some nodes only', () => {
    const text = showTrace(trace, { nodes: new Set(['client1']) });
    expect(text).not.toContain('server1 starts');
    expect(text).toContain('client1 starts');
  });
});

describe('a Mermaid diagram', () => {
  it('has a participant a node and an arrow a delivery', () => {
    const lines = toMermaid(trace).split('\n');
    expect(lines[0]).toBe('sequenceDiagram');
    expect(lines.filter((line) => line.includes('participant')).length).toBe(3);
    const arrows = lines.filter((line) => line.includes('->>'));
    expect(arrows.length).toBe(steps.filter(({ kind }) => kind === 'deliver').length);
  });

  it('takes no text for syntax', () => {
    const text = toMermaid(nasty('a;b #x\n<b>%% end'));
    expect(text).toContain('a#59;b #35;x #lt;b#gt;#37;#37; end');
    expect(text.split('\n').filter((line) => line.includes('->>')).length).toBe(1);
  });
});

describe('a ShiViz log', () => {
  const [parser = '', , ...lines] = toShiviz(trace).trimEnd().split('\n');
  const entries = lines
    .filter((_, i) => i % 2 === 0)
    .map((line) => {
      const cut = line.indexOf(' ');
      const clock = JSON.parse(line.slice(cut)) as Record<string, number>;
      return { host: line.slice(0, cut), clock };
    });

  it('is read by its own first line', () => {
    const matches = [...lines.join('\n').matchAll(new RegExp(parser, 'g'))];
    expect(matches.length).toBe(entries.length);
    expect(matches[0]?.groups?.['host']).toBe('server1');
  });

  it('has clocks that count each host’s steps and never go back', () => {
    const last = new Map<string, Record<string, number>>();
    for (const { host, clock } of entries) {
      const before = last.get(host) ?? {};
      expect(clock[host]).toBe((before[host] ?? 0) + 1);
      for (const [node, time] of Object.entries(before)) {
        expect(clock[node]).toBeGreaterThanOrEqual(time);
      }
      // Nobody knows of more events at a host than the host has had.
      for (const [node, time] of Object.entries(clock)) {
        if (node !== host) expect(last.get(node)?.[node]).toBeGreaterThanOrEqual(time);
      }
      last.set(host, clock);
    }
  });
});

describe('an ITF trace', () => {
  const itf = JSON.parse(toItf(trace)) as {
    '#meta': { format: string };
    vars: string[];
    states: Record<string, unknown>[];
  };

  it('has a state a step, with the same variables everywhere', () => {
    expect(itf['#meta'].format).toBe('ITF');
    expect(itf.states.length).toBe(trace.events.length);
    for (const [i, state] of itf.states.entries()) {
      expect(Object.keys(state).sort()).toEqual(['#meta', ...itf.vars].sort());
      expect(state['#meta']).toEqual({ index: i });
    }
  });

  it('writes numbers, maps and instances as the format has them', () => {
    const text = JSON.stringify(itf.states.at(-1));
    expect(text).toContain('{"tag":"Server","value":');
    expect(text).toContain('"number":{"#bigint":"1"}');
    expect(text).toMatch(/"values":\{"#map":\[\["KEY-client\d","0/);
  });
});

/** Values that are not valid in the format (ADR 015 of Apalache), by their path. */
function notItf(value: unknown, path = ''): string[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => notItf(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [`${path} is ${String(value)}`];
  const entries = Object.entries(value);
  const special = entries.find(([key]) => key.startsWith('#'));
  if (special === undefined) {
    return entries.flatMap(([key, item]) => notItf(item, `${path}.${key}`));
  }
  const [kind, inside] = special as [string, unknown];
  if (entries.length > 1) return [`${path} is more than ${kind}`];
  const isPair = (item: unknown): boolean => Array.isArray(item) && item.length === 2;
  const isSound = {
    '#bigint': typeof inside === 'string' && /^-?[0-9]+$/.test(inside),
    '#unserializable': typeof inside === 'string',
    '#tup': Array.isArray(inside),
    '#set': Array.isArray(inside),
    '#map': Array.isArray(inside) && inside.every(isPair),
  }[kind];
  if (isSound !== true) return [`${path} is no ${kind}`];
  return Array.isArray(inside) ? notItf(inside, `${path}${kind}`) : [];
}

describe('ITF values', () => {
  const strange = {
    ...{
      whole: 2 ** 60,
      small: -7,
      broken: 0.5,
      nan: NaN,
      big: 2n ** 80n,
      none: null,
      nil: undefined,
    },
    ...{ '#private': 1, '#private@A': 2, tag: 'no variant', '#bigint': 'x' },
    map: new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'x', [null]])]]),
    bytes: new Uint8Array([1, 2]),
    deep: Array.from({ length: 100 }).reduce((inner: unknown) => [inner], 0),
  };

  it.each(['run', 'search'] as const)('are as the format has them, of a %s', (mode) => {
    const message = encode(new Reply(1, strange as never), lab.classes, 'value');
    const envelope = { from: server1, to: clientAddress(1), message };
    const inject: TraceEvent = { action: { kind: 'inject', envelope } };
    const itf = JSON.parse(toItf({ ...trace, mode, events: [...trace.events, inject] })) as {
      states: Record<string, unknown>[];
    };
    for (const { '#meta': _meta, ...state } of itf.states) expect(notItf(state)).toEqual([]);
    const text = JSON.stringify(itf.states.at(-1));
    expect(text).toContain('"_tag":"no variant"');
    expect(text).toContain('"_private":{"#bigint":"1"},"_#private@A":{"#bigint":"2"}');
    expect(text).toContain('"big":{"#bigint":"1208925819614629174706176"}');
  });

  it('hold a message as long as one of its copies is on its way', () => {
    const message = encode(new Reply(1, 'x'), lab.classes, 'value');
    const envelope = { from: server1, to: clientAddress(1), message };
    const events = (['inject', 'duplicate', 'deliver', 'deliver'] as const).map(
      (kind): TraceEvent => ({ action: { kind, envelope } }),
    );
    const { states } = JSON.parse(toItf({ ...trace, mode: 'run', events })) as {
      states: { network: { '#set': unknown[] } }[];
    };
    expect(states.map(({ network }) => network['#set'].length)).toEqual([1, 1, 1, 0]);
  });
});

describe('an HTML page', () => {
  const page = toHtml(nasty('</script><script>alert(1)</script>'), 'a"<b>.trace.json');

  it('loads nothing from anywhere', () => {
    expect(page.slice(0, page.indexOf('<script'))).not.toMatch(/(?:src|href)\s*=/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("connect-src 'none'");
    expect(page).not.toContain("'unsafe-");
  });

  it('takes nothing of the trace for markup', () => {
    expect(page.match(/<script[ >]/g)).toHaveLength(3);
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page).toContain('data-name="a&quot;&lt;b&gt;.trace.json"');
  });

  it('carries the trace as it is', () => {
    const packed = /id="trace"[^>]*>([^<]*)</.exec(page)?.[1] ?? '';
    const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
    expect(text).toBe(formatTrace(nasty('</script><script>alert(1)</script>')));
  });
});
