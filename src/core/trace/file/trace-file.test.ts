import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ThreadHandlers } from '../../box/index.js';
import { UsageError } from '../../support/index.js';
import { annotate } from '../replay/index.js';
import { appendLab, server1 } from '../append-lab.fixture.js';
import { failingRun, recordedRun } from '../recorded-run.fixture.js';
import { ownTrace, parseTrace } from './read-trace.js';
import type { Trace, TraceEvent } from './trace.js';
import { traceFile } from './trace-schema.js';
import { formatTrace } from './write-trace.js';

const lab = appendLab();
const tools = { handlers: new ThreadHandlers(lab), classes: lab.classes };
const failing = annotate(failingRun(lab), tools) as Trace;
const text = formatTrace(failing);

/** Written and read once: fields that are `undefined` count as missing. */
async function again(trace: Trace): Promise<unknown> {
  return JSON.parse(JSON.stringify(await parseTrace(formatTrace(trace), 'a file'), plain));
}

function plainOf(trace: Trace): unknown {
  return JSON.parse(JSON.stringify(trace, plain));
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as Map<unknown, unknown>)] : value;
}

async function refusal(damaged: string): Promise<UsageError | undefined> {
  try {
    await parseTrace(damaged, 'x.trace.json');
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

describe('a trace file', () => {
  it('gives back what was written', async () => {
    const options = fc.record({ seed: fc.nat(), clients: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(options, fc.boolean(), async (drawn, isAnnotated) => {
        const run = recordedRun(lab, drawn);
        const trace = isAnnotated ? (annotate(run, tools) as Trace) : run;
        expect(await again(trace)).toEqual(plainOf(trace));
        // A page's trace is read without a check, and gives the same.
        const own = ownTrace(formatTrace(trace), 'a file');
        expect(plainOf(own)).toEqual(await again(trace));
      }),
      { numRuns: 20 },
    );
  });

  it('holds what only searches do, too', async () => {
    const links = {
      network: false,
      senders: { server1: true },
      receivers: {},
      links: { 'server1>client1': true },
      timers: { client1: false },
      timersDefault: true,
    };
    const events: TraceEvent[] = [
      { action: { kind: 'set-aside' } },
      { action: { kind: 'restore' } },
      { action: { kind: 'restore', from: server1 } },
      { action: { kind: 'links', links } },
    ];
    const trace: Trace = { ...failing, mode: 'search', part: 'a', startLength: 3, events };
    expect(await again(trace)).toEqual(JSON.parse(JSON.stringify(trace, plain)));
  });

  it('is read as version 1 wrote it', async () => {
    const aside: TraceEvent[] = [
      { action: { kind: 'set-aside' } },
      { action: { kind: 'restore' } },
    ];
    const trace: Trace = { ...failing, events: [...failing.events, ...aside] };
    const written = formatTrace(trace);
    const old = written
      .replace('"version": 2', '"version": 1')
      .replaceAll('"kind":"lose"', '"kind":"drop"')
      .replace('"kind":"set-aside"', '"kind":"put-aside"')
      .replace('"kind":"restore"', '"kind":"take-up"');
    expect(old).toContain('"kind":"drop"');
    const [before, now] = [await parseTrace(old, ''), await parseTrace(written, '')];
    expect(plainOf(before)).toEqual(plainOf(now));
  });

  it('holds a node that could not be made', async () => {
    const node = { address: server1, export: 'Missing', args: [], role: 'server' } as const;
    const trace = { ...failing, events: [{ action: { kind: 'add', node } } as const] };
    const told = annotate(trace, tools) as Trace;
    expect(told.events[0]?.evidence?.log[0]).toContain('Missing');
    expect((await parseTrace(formatTrace(told), 'a file')).events.length).toBe(1);
  });

  it('holds what the command line said of the search', async () => {
    const settings = { states: 4000, depth: 9, strategy: 'swarm', timeouts: false };
    const read = await parseTrace(formatTrace({ ...failing, settings }), 'a file');
    expect(read.settings).toEqual(settings);
  });

  it('is the same text for the same trace, an event a line', () => {
    expect(formatTrace(failing)).toBe(text);
    const lines = text.split('\n').filter((line) => line.startsWith('    {"kind":'));
    expect(lines.length).toBe(failing.events.length);
  });

  it('is as its schema says, and the schema is JSON Schema', () => {
    expect(traceFile.safeParse(JSON.parse(text)).success).toBe(true);
    expect(z.toJSONSchema(traceFile, { io: 'input' })).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
  });

  it('may hold fields that are not known yet', async () => {
    const links = { network: true, senders: {}, receivers: {}, links: {}, timers: {} };
    const events: TraceEvent[] = [
      ...failing.events,
      { action: { kind: 'links', links: { ...links, timersDefault: true } } },
      { action: { kind: 'restore', from: server1 } },
    ];
    const today = formatTrace({ ...failing, events, settings: { states: 1 } });
    let added = 0;
    // Objects whose keys are names (of nodes or clients) have no other keys.
    const named = new Set(['workloads', 'senders', 'receivers', 'links', 'timers']);
    const newer = JSON.stringify(JSON.parse(today), (key, value: unknown) => {
      const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
      if (!isRecord || named.has(key)) return value;
      return { ...value, ...(key !== 'mood' && { mood: ++added }) };
    });
    expect(added).toBeGreaterThan(failing.events.length);
    const [read, known] = await Promise.all([parseTrace(newer, ''), parseTrace(today, '')]);
    expect(plainOf(read)).toEqual(plainOf(known));
  });
});

describe('what is no trace', () => {
  it.each<[string, string, string]>([
    ['no JSON', 'hello', 'it is not JSON'],
    ['nothing', '', 'it is not JSON'],
    ['null', 'null', 'its format is not labtest-trace'],
    ['another format', '{"format":"ITF"}', 'its format is not labtest-trace'],
    ['no version', '{"format":"labtest-trace"}', 'version'],
    ['nothing else', '{"format":"labtest-trace","version":2}', 'mode'],
    ['nothing else, of old', '{"format":"labtest-trace","version":1}', 'mode'],
  ])('is refused: %s', async (_name, damaged, why) => {
    const error = await refusal(damaged);
    expect(error?.code).toBe('LT006');
    expect(error?.message).toContain('x.trace.json is not a trace of labtest');
    expect(error?.message).toContain(why);
  });

  it('is refused with advice when a later labtest wrote it', async () => {
    const error = await refusal(text.replace('"version": 2', '"version": 3'));
    expect(error?.code).toBe('LT006');
    expect(error?.message).toContain('a later labtest (version 3)');
    expect(error?.next.length).toBeGreaterThan(0);
  });

  it.each<[string, RegExp, string, string]>([
    ['a text that is not there', /"texts": \[[^]*\n {2}\]/, '"texts": []', 'it has no text'],
    ['a damaged text', /"c(lab0|kvstore)[^"]*"/, '"c???"', 'is damaged'],
    ['a start behind the end', /"startLength": 0/, '"startLength": 9999', 'starts after 9999'],
    ['an event nobody knows', /"kind":"fire"/, '"kind":"explode"', 'events'],
  ])('is refused: %s', async (_name, part, damage, why) => {
    const error = await refusal(text.replace(part, damage));
    expect(error?.code).toBe('LT006');
    expect(error?.message).toContain(why);
  });

  it('never makes the reader throw anything else', async () => {
    const place = fc.nat(text.length - 1);
    await fc.assert(
      fc.asyncProperty(place, fc.nat(200), fc.string({ maxLength: 8 }), async (at, cut, put) => {
        const error = await refusal(text.slice(0, at) + put + text.slice(at + cut));
        expect(error?.code ?? 'LT006').toBe('LT006');
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        expect((await refusal(json))?.code).toBe('LT006');
      }),
    );
  });
});
