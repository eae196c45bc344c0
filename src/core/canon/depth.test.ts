import { expect, test } from 'vitest';
import {
  ClassTable,
  clone,
  decode,
  diff,
  encode,
  equals,
  findBadState,
  print,
  transcribe,
} from './index.js';

const classes = new ClassTable();

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < levels; i++) value = { next: value };
  return value;
}

test('every walker gets 1000 levels deep, and no further', () => {
  const [most, more] = [nested(1000), nested(1001)];
  const text = encode(most, classes, 'state');
  expect(encode(decode(text, classes), classes, 'value')).toBe(text);
  expect(clone(most, classes)).toEqual(most);
  for (const walk of [
    () => encode(more, classes, 'state'),
    () => transcribe(more, classes, 'value'),
    () => clone(more, classes),
  ]) {
    expect(walk).toThrow('nested more than 1000 levels deep');
  }
});

test('the path to what is too deep, or to a function far down, is cut in the middle', () => {
  expect(findBadState({ list: nested(100_000) }, classes, 'state')).toMatchObject({
    path: '.list.next.next…(994 more)….next.next.next',
    reason: 'nested more than 1000 levels deep',
    isTooDeep: true,
  });
  const deep = { a: [{ b: new Map([['k', { f: () => 1 }]]) }] };
  expect(findBadState(deep, classes, 'state')).toMatchObject({
    path: ".a[0].b.get('k').f",
    reason: 'a function',
    isTooDeep: false,
  });
});

test('a part that many paths lead to is looked at once', () => {
  const pairs = (leaf: number): unknown => {
    let pair: unknown = { leaf };
    for (let i = 0; i < 60; i++) pair = [pair, pair];
    return pair;
  };
  expect(equals(pairs(1), pairs(1))).toBe(true);
  expect(equals(pairs(1), pairs(2))).toBe(false);
  expect(diff(pairs(1), pairs(2), classes)).toHaveLength(1);
  expect(findBadState({ pairs: pairs(1), f: () => 1 }, classes, 'state')?.path).toBe('.f');
});

test('a message that shares its parts is bounded by what it unfolds to, everywhere alike', () => {
  const pairs = (levels: number, leaf: object): unknown => {
    let pair: unknown = leaf;
    for (let i = 0; i < levels; i++) pair = [pair, pair];
    return pair;
  };
  const walks = (value: unknown) => [
    () => encode(value, classes, 'value'),
    () => transcribe(value, classes, 'value'),
    () => clone(value, classes),
  ];
  for (const leaf of [{}, new Uint8Array(1)]) {
    for (const walk of walks(pairs(14, leaf))) expect(walk).not.toThrow();
    for (const walk of walks(pairs(16, leaf))) expect(walk).toThrow('more than 100 000 objects');
    for (const walk of walks(pairs(60, leaf))) expect(walk).toThrow('more than 100 000 objects');
    expect(findBadState(pairs(60, leaf), classes, 'value')?.path).toBe('');
    expect(encode(pairs(60, leaf), classes, 'state').length).toBeLessThan(1000);
  }
  // Exactly the maximum, since a typed array's buffer counts as an object too.
  const most = Array.from({ length: 49_999 }, () => new Uint8Array(1));
  for (const walk of walks(most)) expect(walk).not.toThrow();
  for (const walk of walks([...most, new Uint8Array(1)])) expect(walk).toThrow('100 000 objects');
});

test('what is shared is shown as often as there is room, and no oftener', () => {
  let wide: unknown = { leaf: 1 };
  for (let i = 0; i < 8; i++) wide = Array<unknown>(24).fill(wide);
  expect(print(wide, classes).length).toBeLessThan(100_000);
});

test('a transcript keeps the order of fields, which canonical text does not', () => {
  const value = { b: 1, a: { d: [2], c: new Map([['z', 1]]) } };
  const back = decode(transcribe(value, classes, 'value'), classes) as typeof value;
  expect(JSON.stringify(back)).toBe(JSON.stringify(value));
  expect(Object.keys(decode(encode(value, classes, 'value'), classes) as object)).toEqual([
    'a',
    'b',
  ]);
});
