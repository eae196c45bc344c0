import { expect, test } from 'vitest';
import {
  ClassTable,
  clone,
  decode,
  diff,
  encode,
  equals,
  findBadState,
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
  expect(findBadState({ list: nested(100_000) }, classes)).toMatchObject({
    path: '.list.next.next…(994 more)….next.next.next',
    reason: 'nested more than 1000 levels deep',
  });
  const deep = { a: [{ b: new Map([['k', { f: () => 1 }]]) }] };
  expect(findBadState(deep, classes)).toMatchObject({
    path: ".a[0].b.get('k').f",
    reason: 'a function',
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
  expect(findBadState({ pairs: pairs(1), f: () => 1 }, classes)?.path).toBe('.f');
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
