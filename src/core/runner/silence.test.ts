import { describe, expect, it } from 'vitest';
import { LOOK_MS, Silence } from './silence.js';

const MAX_MS = 3000;

/** Takes this many looks, while the process gets this share of the time. */
function watched(looks: number, passedMs: number, share: number | undefined) {
  let [wallMs, cpuMs] = [1000, 500];
  const clocks = { wallMs: () => wallMs, cpuMs: () => (share === undefined ? share : cpuMs) };
  const silence = new Silence(clocks, MAX_MS);
  const seen: string[] = [];
  for (let i = 0; i < looks; i++) {
    wallMs += passedMs;
    cpuMs += passedMs * (share ?? 0);
    seen.push(silence.look());
  }
  return { silence, seen, hungAt: seen.indexOf('hung') };
}

describe('a silence', () => {
  it('is too long when the process has worked all the while', () => {
    const { hungAt, silence } = watched(12, LOOK_MS, 1);
    expect(hungAt).toBe(MAX_MS / LOOK_MS - 1);
    expect(silence.lastedMs).toBe(MAX_MS);
  });

  it('does not last longer because the process has many threads', () => {
    expect(watched(12, LOOK_MS, 8).hungAt).toBe(MAX_MS / LOOK_MS - 1);
  });

  it('lasts ten times as long on a machine that is ten times as busy', () => {
    expect(watched(130, LOOK_MS, 0.1).hungAt).toBeGreaterThanOrEqual((MAX_MS / LOOK_MS) * 10 - 1);
  });

  it('does not last while the machine is asleep, whether CPU times are known or not', () => {
    expect(watched(1, 3_600_000, 0).seen).toEqual(['going on']);
    expect(watched(1, 3_600_000, undefined).seen).toEqual(['going on']);
  });

  it('is measured by the clock where CPU times are unknown', () => {
    expect(watched(12, LOOK_MS, undefined).hungAt).toBe(MAX_MS / LOOK_MS - 1);
  });

  it('ends with a sign of life', () => {
    const { silence } = watched(11, LOOK_MS, 1);
    silence.end();
    expect(silence.lastedMs).toBe(0);
    expect(silence.look()).toBe('going on');
  });

  it('of a process that hardly gets to work says nothing of its lab', () => {
    const { seen } = watched(1000, LOOK_MS, 0.001);
    expect(seen).not.toContain('hung');
    expect(seen.at(-1)).toBe('starved');
  });
});
