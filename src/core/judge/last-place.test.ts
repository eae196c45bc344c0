import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabFaultData } from '../support/index.js';
import { findLastPlace, type LastPlace } from './last-place.js';

/** What is found for a call that hangs after N steps, when step i is on line i. */
function found(hangsAfter: number): {
  readonly place: LastPlace | undefined;
  readonly hangs: number;
} {
  const finding = findLastPlace();
  let hangs = 0;
  let told: LabFaultData | undefined;
  for (;;) {
    const { done, value } = finding.next(told);
    if (done === true) return { place: value, hangs };
    if (typeof value !== 'number') throw new Error('no number of steps');
    told =
      value < hangsAfter
        ? { kind: 'budget', message: '', place: { file: 'a.ts', line: value + 1, column: 1 } }
        : undefined;
    if (told === undefined) hangs++;
  }
}

test('the last step before a hang is found exactly where a handler takes few', () => {
  for (let steps = 1; steps <= 30; steps++) {
    expect(found(steps)).toMatchObject({ place: { place: { line: steps } }, hangs: 1 });
  }
});

test('it hangs once more at most, and of many steps the last third is found', () => {
  expect(found(0)).toEqual({ place: undefined, hangs: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60_000 }), (steps) => {
      const { place, hangs } = found(steps);
      expect(place?.place?.line).toBeLessThanOrEqual(steps);
      expect(place?.place?.line).toBeGreaterThan(steps / 1.6 - 1);
      expect(hangs).toBe(1);
    }),
  );
});

test('of a loop that goes on for ever, a turn is found without any hang', () => {
  expect(found(Infinity).hangs).toBe(0);
  expect(found(Infinity).place?.place?.line).toBeGreaterThan(50_000);
});
