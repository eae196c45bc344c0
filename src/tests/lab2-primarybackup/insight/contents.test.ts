import { expect, test } from 'vitest';
import { Result } from '../../../index.js';
import { Append, AppendResult, PutOk } from '../../../kvstore.js';
import { client } from '../../../testing.js';
import {
  answersIn,
  historyIn,
  numbersIn,
  subjectOf,
  textOf,
  valuesIn,
  writeIn,
} from './contents.js';

const [c1, c2] = [client(1), client(2)];
const clients = new Set([c1, c2]);

/** A student's own way to keep a result with its number. */
class Numbered extends Result {
  readonly result: Result;
  readonly number: number;
  constructor(result: Result, number: number) {
    super();
    this.result = result;
    this.number = number;
  }
}

test('what clients were answered is found in maps, in objects and in lists', () => {
  const one = new Numbered(new PutOk(), 1);
  const asMap = { answers: new Map([[c1, one]]) };
  const asObject = { amo: { last: { [c1]: one } } };
  const asList = { served: [{ by: c1, num: 1, result: new PutOk() }] };
  for (const state of [asMap, asObject, asList]) {
    expect([...answersIn(state, clients).keys()]).toEqual([c1]);
  }
});

test('what waits for its result is no answer', () => {
  const pending = { pending: new Map([[c2, { number: 1, command: new Append('a', 'b') }]]) };
  expect(answersIn(pending, clients).size).toBe(0);
});

test('what a store holds stands by its keys: in maps, objects and lists of pairs', () => {
  expect([...valuesIn({ entries: [['a', 'x']], map: new Map([['b', 'y']]), c: 'z' })]).toEqual(
    expect.arrayContaining([
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'z'],
    ]),
  );
});

test('nothing is known of a list of texts: neither places nor neighbours are keys', () => {
  expect(valuesIn({ flat: ['0', 'x', '1', 'y'], keys: ['0', '1'] }).size).toBe(0);
});

test('the numbers of a message, of either kind, and none of what it carries in lists', () => {
  const message = { view: 3, inner: { serial: 4n }, list: [{ number: 5 }], part: 0.5 };
  expect(numbersIn(message)).toEqual(['3', '4']);
});

test('a write that a message is about', () => {
  const subject = subjectOf({ command: new Append('a', 'b'), client: c1 }, clients);
  expect(writeIn(subject)).toEqual({ kind: 'Append', key: 'a', value: 'b' });
  expect(writeIn(subjectOf({ result: new AppendResult('b') }, clients))).toBeUndefined();
});

test('parts that hold each other have a text, the same for the same structure', () => {
  const made = (name: string): object => {
    const parts = { watcher: { name, replica: {} as object }, list: new Map([[1, { a: 1n }]]) };
    parts.watcher.replica = { watcher: parts.watcher, parts };
    return parts;
  };
  expect(textOf(made('a'))).toBe(textOf(made('a')));
  expect(textOf(made('a'))).not.toBe(textOf(made('b')));
});

test('what stands in two places is told twice: it is not around itself', () => {
  const shared = { value: 'x' };
  expect(textOf([shared, { again: shared }])).toBe('[{"value":"x"},{"again":{"value":"x"}}]');
});

test('the history around a store is what is kept of clients, and no other number', () => {
  const store = { values: {} };
  const around = (count: number, answered: number): object => ({
    ...{ store, count, seen: new Set(['client2-4']) },
    waiting: [{ by: c1, command: new Append('a', `${count}`) }],
    last: new Map([[c1, { number: answered }]]),
  });
  const history = historyIn(around(1, 7), store, clients);
  expect(historyIn(around(2, 7), store, clients)).toBe(history);
  expect(historyIn(around(1, 8), store, clients)).not.toBe(history);
  expect(history).toContain('client2-4');
});

test('history in parts that hold each other is listed once', () => {
  const store = { map: new Map([['foo', 'bar']]) };
  const replica = { store, done: new Map([[c1, 7]]), watcher: {} as object };
  replica.watcher = { replica, known: new Map([[c2, 1]]) };
  expect(historyIn(replica, store, clients).split('\n')).toHaveLength(2);
});
