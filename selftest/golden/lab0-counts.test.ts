import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pingPong, PING_PONG_SETTINGS } from '../../src/core/checker/ping-pong.fixture.js';
import { searchWith } from '../../src/core/checker/index.js';

interface GoldenRun {
  readonly clients: number;
  readonly pings: number;
  readonly uniqueStates: number;
  readonly transitions: number;
  readonly maxDepth: number;
  readonly uniqueStatesPerDepth: readonly number[];
  readonly transitionsFromDepth: readonly number[];
  readonly prunedPerDepth: readonly number[];
}

/** Measured with the Java original and with an independent prototype; see its "what". */
const GOLDEN = JSON.parse(
  readFileSync(new URL('lab0-pingpong-counts.json', import.meta.url), 'utf8'),
) as { readonly runs: readonly GoldenRun[] };

/** From the first state on, so that the threads have something to do. */
const search = searchWith({ workersFrom: 0 });

describe('a search of lab 0 counts what the original counted', () => {
  for (const golden of GOLDEN.runs) {
    const { clients, pings } = golden;
    for (const workers of [1, 2, 8]) {
      for (const diamonds of [true, false]) {
        const how = `${workers} workers, diamonds ${diamonds ? 'on' : 'off'}`;
        test(`${clients} clients × ${pings} pings, ${how}`, () => {
          const settings = { ...PING_PONG_SETTINGS, workers, diamonds };
          const result = search(pingPong({ clients, pings }), settings);
          expect(result.end).toBe('exhausted');
          expect({
            clients,
            pings,
            uniqueStates: result.states,
            transitions: result.transitions,
            maxDepth: result.depth,
            pruned: result.prunedPerDepth.reduce((sum, count) => sum + count, 0),
            uniqueStatesPerDepth: result.statesPerDepth,
            transitionsFromDepth: result.transitionsFromDepth,
            prunedPerDepth: result.prunedPerDepth,
          }).toEqual(golden);
        });
      }
    }
  }
});
