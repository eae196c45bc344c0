import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThreadHandlers } from '../box/index.js';
import { UsageError } from '../support/index.js';
import { annotate, replay, standardPredicate } from './replay/index.js';
import { appendLab } from './append-lab.fixture.js';
import { formatTrace, parseTrace, type Trace } from './file/index.js';
import { failingRun } from './recorded-run.fixture.js';
import { showTrace, toHtml, toItf, toMermaid, toShiviz } from './show/index.js';

const lab = appendLab();
const tools = { handlers: new ThreadHandlers(lab), classes: lab.classes };
const file = formatTrace(annotate(failingRun(lab), tools) as Trace);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place of a document, as the keys that lead there. */
function placesOf(json: Json, above: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [above];
  const below = Object.entries(json).flatMap(([key, part]) => placesOf(part, [...above, key]));
  return above.length === 0 ? below : [above, ...below];
}

/** Replaces one place of the document; `undefined` removes it. */
function changed(json: Json, [key, ...rest]: readonly string[], to: Json | undefined): void {
  if (typeof json !== 'object' || json === null || key === undefined) return;
  const parent = json as Record<string, Json>;
  const part = parent[key];
  if (rest.length > 0 && part !== undefined) changed(part, rest, to);
  else if (to !== undefined) parent[key] = to;
  else if (Array.isArray(json)) json.splice(Number(key), 1);
  else delete parent[key];
}

const PLACES = placesOf(JSON.parse(file) as Json);
const EVENTS = (JSON.parse(file) as { events: Json[] }).events;
/** Other parts of a trace: of the right form, in the wrong place. */
const ELSEWHERE = [...new Set(PLACES.map((place) => valueAt(JSON.parse(file) as Json, place)))];

function valueAt(json: Json, place: readonly string[]): Json {
  let part = json;
  for (const key of place) part = (part as Record<string, Json>)[key] as Json;
  return typeof part === 'object' ? 'x' : part;
}

const STRANGE: (Json | undefined)[] = [
  ...[undefined, null, true, -1, 0, 3.5, 1e308, '', 'n', '__proto__', 'constructor', [], {}],
  ...['clab2.Ping:{7:viewNumi0;}', 'R1;', '[r0;]', '['.repeat(3000), '{1:an1:an}', 'yb0;9;x00;'],
  { construct: 'Server', args: [] },
];

/** A refusal always has a message; whatever is read can be shown, converted and replayed. */
async function use(text: string): Promise<'refused' | 'used'> {
  let trace: Trace;
  try {
    trace = await parseTrace(text, 'x.trace.json');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.code).toBe('LT006');
    return 'refused';
  }
  for (const convert of [showTrace, toHtml, toItf, toMermaid, toShiviz]) convert(trace);
  const other = appendLab('OnceServer', 50);
  const options = { classes: other.classes, predicateOf: standardPredicate };
  replay(trace, { ...options, handlers: new ThreadHandlers(other) });
  return 'used';
}

describe('a trace that somebody has changed', () => {
  it('is refused in words, or used: a place of it holds something else', async () => {
    const change = fc.record({
      place: fc.nat(PLACES.length - 1),
      to: fc.oneof(fc.constantFrom(...STRANGE), fc.constantFrom(...ELSEWHERE)),
    });
    let used = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const json = JSON.parse(file) as Json;
        for (const { place, to } of changes)
          changed(json, PLACES[place] ?? [], structuredClone(to));
        if ((await use(JSON.stringify(json))) === 'used') used++;
      }),
      { numRuns: 400 },
    );
    expect(used).toBeGreaterThan(10);
  });

  it('is used when its events are others, in another order', async () => {
    const events = fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom('run', 'search'), async (some, mode) => {
        const json = { ...(JSON.parse(file) as object), events: some, mode, startLength: 0 };
        expect(await use(JSON.stringify(json))).toBe('used');
      }),
      { numRuns: 60 },
    );
  });

  it('is used when its classes have other names', async () => {
    const { classes } = JSON.parse(file) as { classes: { id: string; name: string }[] };
    const names = fc.array(
      fc.constantFrom('Ask', '', 'Object', 'a:b{', ...classes.map((c) => c.name)),
      {
        minLength: classes.length,
        maxLength: classes.length,
      },
    );
    await fc.assert(
      fc.asyncProperty(names, async (others) => {
        const renamed = classes.map((entry, i) => ({ ...entry, name: others[i] ?? entry.name }));
        const json = { ...(JSON.parse(file) as object), classes: renamed };
        expect(await use(JSON.stringify(json))).toBe('used');
      }),
      { numRuns: 40 },
    );
  });
});
