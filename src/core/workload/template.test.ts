import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAddress } from '../lab/index.js';
import { Random } from '../support/index.js';
import { fillTemplate, templateWorkload } from './template.js';
import { parseKv } from './kv-text.js';

const client = toAddress('baz');

function filled(command: string, result?: string, index = 15, seed = 1): [string, string?] {
  const values = { client, index, random: Random.fromSeed(seed) };
  const { command: c, result: r } = fillTemplate(command, result, values);
  return r === undefined ? [c] : [c, r];
}

describe('a template', () => {
  it.each([
    ['foo', 'foo'],
    ['foo%a', 'foobaz'],
    ['foo%%a', 'foo%baz'],
    ['foo%a%a%a', 'foobazbazbaz'],
    ['a', 'a'],
    ['foo%i', 'foo15'],
    ['foo%%i', 'foo%15'],
    ['foo%i%i%i', 'foo151515'],
    ['foo%i+1', 'foo16'],
    ['bar%i-1', 'bar14'],
    ['foo%i/+1', 'foo15/+1'],
    ['bar%i+-1', 'bar15+-1'],
    ['foo%n1z', 'foo1z'],
  ])('%s of command 15 of baz is %s', (template, text) => {
    expect(filled(template)).toEqual([text]);
    expect(filled('', template)[1]).toBe(text);
  });

  it('counts below zero too', () => {
    expect(filled('%i,%i-1', undefined, -15)).toEqual(['-15,-16']);
  });

  it('draws as many letters as it says, and numbers within their range', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, n) => {
        expect(filled(`%r${n}`, undefined, 1, seed)[0]).toMatch(new RegExp(`^[A-Za-z0-9]{${n}}$`));
        const number = Number(filled(`%n${n}`, undefined, 1, seed)[0]);
        expect(number).toBeGreaterThanOrEqual(1);
        expect(number).toBeLessThanOrEqual(n);
        expect(filled('%r', undefined, 1, seed)[0]).toHaveLength(8);
        expect(Number(filled('%n', undefined, 1, seed)[0])).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('gives the result the random texts of its command, token by token, in order', () => {
    const [command, result] = filled('%r|%n9|%i|%i+1|%i-1|%a', '%r|%n9|%i|%i+1|%i-1|%a');
    expect(result).toBe(command);
    const [twice = '', swapped = ''] = filled('%i%r%n9', '%r%n9%i');
    expect(twice.slice(2)).toBe(swapped.slice(0, 9));
    const [two = '', back = ''] = filled('%r4%r4', '%r4-%r4');
    expect(back.replace('-', '')).toBe(two);
    const [left, other] = filled('%r40', '%r41');
    expect(other).not.toContain(left);
  });
});

describe('a template workload', () => {
  it('is a function of seed, client and index, in whatever order it is asked', () => {
    const make = (seed: number): string[] => {
      const workload = templateWorkload(['PUT:%a-%n5:%r', 'GET:%i'], parseKv, { times: 20, seed });
      return [3, 0, 7, 3].map((i) => JSON.stringify(workload.commandAt(i, client)));
    };
    expect(make(4)).toEqual(make(4));
    expect(make(4)[0]).toBe(make(4)[3]);
    expect(make(5)).not.toEqual(make(4));
  });

  it('numbers its commands from 1, on over repetitions', () => {
    const workload = templateWorkload(['GET:%i', 'GET:x%i'], parseKv, { times: 2 });
    const keys = [0, 1, 2, 3].map((i) => workload.commandAt(i, client));
    expect(keys).toMatchObject([{ key: '1' }, { key: 'x2' }, { key: '3' }, { key: 'x4' }]);
    expect(workload.size).toBe(4);
  });
});
