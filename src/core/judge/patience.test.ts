import { describe, expect, test } from 'vitest';
import { LOADING } from '../box/index.js';
import { Patience } from './patience.js';

const HANDLER_MAX_MS = 10_000;

/** After how many waits patience ends, if each handler gets this much of the machine. */
function waits(progress: (wait: number) => number, usedMs: (wait: number) => number): number {
  let cpuMs = 0;
  const patience = new Patience(HANDLER_MAX_MS, () => cpuMs);
  for (let wait = 1; wait <= 1000; wait++) {
    cpuMs += usedMs(wait);
    if (patience.isOver(progress(wait))) return wait;
  }
  return Infinity;
}

const inOneHandler = (): number => 3;

describe('the patience with a lab', () => {
  test('ends at the second wait for a handler that works all the while', () => {
    expect(waits(inOneHandler, () => HANDLER_MAX_MS)).toBe(2);
  });

  test('lasts until a handler was given its time, however busy the machine is', () => {
    expect(waits(inOneHandler, () => HANDLER_MAX_MS / 100)).toBe(101);
  });

  test('begins anew with every handler', () => {
    expect(
      waits(
        (wait) => wait,
        () => HANDLER_MAX_MS,
      ),
    ).toBe(Infinity);
  });

  test('is longer for a thread that has not loaded the lab yet', () => {
    expect(
      waits(
        () => LOADING,
        () => HANDLER_MAX_MS,
      ),
    ).toBe(3);
  });

  test('ends when nothing works any more, though not after one pause', () => {
    expect(waits(inOneHandler, (wait) => (wait === 5 ? 0 : 100))).toBeGreaterThan(50);
    expect(waits(inOneHandler, (wait) => (wait < 5 ? 100 : 0))).toBe(6);
  });
});
