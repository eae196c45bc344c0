import { describe, expect, test } from 'vitest';
import { loadLabSpec } from '../registry/index.js';
import type { ClassState } from './class-state.js';
import type { Standing } from './graded.js';
import type { Source } from './intake/source.js';
import { mergedState, parseShard, sourcesOf } from './shard.js';

const spec = await loadLabSpec('0');
const sources = Array.from({ length: 200 }, (_, i): Source => ({
  id: `student-${i}`,
  students: [],
  paths: [],
  notes: [],
}));

function stateOf(ids: readonly string[], change: Partial<ClassState> = {}): ClassState {
  const standings = ids.map((id) => ({ source: { id } }) as Standing);
  return { harness: '1', startedMs: 1000, spec, about: [], standings, ...change };
}

const refusal = (...states: readonly ClassState[]): string => {
  try {
    return `merged ${mergedState(states).standings.length}`;
  } catch (error) {
    return String(error);
  }
};

describe('a shard', () => {
  test.each(['0/3', '4/3', '1/0', '-1/3', '1', '1/3/5', 'a/b', '1 / 3', ''])(
    'is not %j',
    (text) => {
      expect(() => parseShard(text)).toThrow(/expected i\/n, from 1\/n to n\/n/);
    },
  );

  test('holds each submission once, whatever else is there', () => {
    for (const of of [1, 2, 7, 300]) {
      const shards = Array.from({ length: of }, (_, i) => sourcesOf({ index: i + 1, of }, sources));
      expect(shards.flat().length).toBe(sources.length);
      expect(new Set(shards.flat()).size).toBe(sources.length);
      const half = sourcesOf({ index: 1, of }, sources.slice(0, 100));
      expect(half).toEqual(shards[0]?.filter((each) => sources.indexOf(each) < 100));
    }
  });

  test('is about as large as any other', () => {
    const sizes = [1, 2, 3, 4].map((index) => sourcesOf({ index, of: 4 }, sources).length);
    expect(Math.min(...sizes)).toBeGreaterThan(30);
  });
});

describe('shards put together', () => {
  const shard = (index: number): Pick<ClassState, 'shard'> => ({ shard: { index, of: 2 } });

  test('are the class, in the order of ids', () => {
    const merged = mergedState([stateOf(['b'], shard(2)), stateOf(['c', 'a'], shard(1))]);
    expect(merged.standings.map(({ source }) => source.id)).toEqual(['a', 'b', 'c']);
    expect(merged.shard).toBeUndefined();
  });

  test('are refused where one is missing, twice there, or graded in another way', () => {
    const first = stateOf(['a'], shard(1));
    expect(refusal(first)).toMatch(/Of 2 shards, these are missing: 2/);
    expect(refusal(first, stateOf(['a'], shard(2)))).toMatch(/a is in two of the shards/);
    expect(refusal(first, stateOf(['b'], { ...shard(2), harness: '2' }))).toMatch(/versions/);
    const other = { ...spec, tests: spec.tests.slice(1) };
    expect(refusal(first, stateOf(['b'], { ...shard(2), spec: other }))).toMatch(/course files/);
    const late = stateOf(['b'], { ...shard(2), courseDigest: 'other late days' });
    expect(refusal(first, late)).toMatch(/course files/);
    expect(refusal()).toMatch(/nothing to merge/);
  });

  test('of another number of shards do not fit', () => {
    const third = stateOf(['b'], { shard: { index: 2, of: 3 } });
    expect(refusal(stateOf(['a'], shard(1)), third)).toMatch(/missing/);
  });
});
