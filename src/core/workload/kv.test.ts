import { describe, expect, it } from 'vitest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../given/kvstore.js';
import { equals } from '../canon/index.js';
import { toAddress, type Command, type Result } from '../lab/index.js';
import { UsageError } from '../support/index.js';
import {
  append,
  appendAppendGet,
  appendDifferentKeys,
  appendSameKey,
  differentKeysEndless,
  put,
  putAppendGet,
  putGet,
  putOk,
  putOnce,
  randomPuts,
  simpleWorkload,
} from './kv.js';
import { parseKv, parseKvList } from './kv-text.js';
import { emptyWorkload, listWorkload } from './list.js';
import type { Workload } from './workload.js';

const client1 = toAddress('client1');

/** What a correct store answers. */
class Store {
  readonly #values = new Map<string, string>();

  execute(command: Command): Result {
    if (command instanceof Put) {
      this.#values.set(command.key, command.value);
      return new PutOk();
    }
    if (command instanceof Append) {
      const value = (this.#values.get(command.key) ?? '') + command.value;
      this.#values.set(command.key, value);
      return new AppendResult(value);
    }
    const value = this.#values.get((command as Get).key);
    return value === undefined ? new KeyNotFound() : new GetResult(value);
  }
}

describe('key-value workloads', () => {
  it.each<[string, Workload, number]>([
    ['simpleWorkload', simpleWorkload, 14],
    ['putAppendGet', putAppendGet, 3],
    ['appendAppendGet', appendAppendGet, 3],
    ['putGet', putGet, 2],
    ['putOnce', putOnce, 1],
    ['appendDifferentKeys', appendDifferentKeys(100), 100],
    ['randomPuts', randomPuts(50, 2, 7), 50],
    ['differentKeysEndless', differentKeysEndless({ seed: 3 }), Infinity],
  ])('%s expects what a correct store answers', (_name, workload, size) => {
    expect(workload.size).toBe(size);
    const store = new Store();
    for (let i = 0; i < Math.min(size, 200); i++) {
      const result = store.execute(workload.commandAt(i, client1));
      expect(equals(result, workload.expectedAt(i, client1))).toBe(true);
    }
  });

  it('simpleWorkload goes over five keys', () => {
    const keys = Array.from({ length: 14 }, (_, i) => simpleWorkload.commandAt(i, client1));
    expect(new Set(keys.map((command) => (command as Get).key)).size).toBe(5);
  });

  it('appendSameKey appends values of its client and its number, and expects nothing', () => {
    const workload = appendSameKey(3);
    expect(workload.commandAt(2, client1)).toEqual(append('foo', 'client1,3'));
    expect(workload.expectedAt(2, client1)).toBeUndefined();
  });

  it('randomPuts differ from client to client and stay on their keys', () => {
    const workload = randomPuts(100, 2, 1);
    const other = toAddress('client2');
    const of = (client: typeof client1): Command[] =>
      Array.from({ length: 100 }, (_, i) => workload.commandAt(i, client));
    expect(of(client1)).not.toEqual(of(other));
    expect(new Set(of(client1).map((command) => (command as Put).key))).toEqual(
      new Set(['0', '1']),
    );
  });
});

describe('a list workload', () => {
  it('repeats, rests and expects as it is told', () => {
    const workload = listWorkload([put('a', 1), put('b', 2)], [putOk(), undefined], {
      times: 3,
      pauseMs: 5,
    });
    expect([workload.size, workload.pauseMs]).toEqual([6, 5]);
    expect(workload.commandAt(4, client1)).toEqual(put('a', 1));
    expect(workload.expectedAt(4, client1)).toEqual(putOk());
    expect(workload.expectedAt(5, client1)).toBeUndefined();
    expect(listWorkload([put('a', 1)], undefined, { times: Infinity }).size).toBe(Infinity);
    expect(emptyWorkload.size).toBe(0);
  });

  it('refuses what does not fit', () => {
    expect(() => listWorkload([put('a', 1)], [])).toThrow('1 commands, but 0 expected results');
    expect(() => listWorkload([], [], { times: Infinity })).toThrow('at least one command');
    expect(() => listWorkload([], [], { times: 0 })).toThrow('whole number of times');
    expect(() => listWorkload([], [], { pauseMs: -1 })).toThrow('zero or more milliseconds');
  });
});

describe('key-value text', () => {
  it('reads the three commands and their results', () => {
    expect(parseKv('PUT:foo:bar', 'Ok')).toEqual({ command: put('foo', 'bar'), result: putOk() });
    expect(parseKv('APPEND:foo:a:b', 'xa:b').command).toEqual(append('foo', 'a:b'));
    expect(parseKv('GET:a:b').command).toEqual(new Get('a:b'));
    expect(parseKv('GET:a', 'KeyNotFound').result).toEqual(new KeyNotFound());
    expect(parseKv('GET:a', 'v').result).toEqual(new GetResult('v'));
    expect(parseKvList('PUT:foo:bar, APPEND:foo:baz,GET:foo')).toEqual([
      put('foo', 'bar'),
      append('foo', 'baz'),
      new Get('foo'),
    ]);
    expect(parseKvList('')).toEqual([]);
  });

  it.each(['', 'GET', 'PUT:foo', 'APPEND:foo', 'DELETE:foo', 'PUT'])('refuses "%s"', (text) => {
    expect(() => parseKv(text)).toThrow(UsageError);
  });

  it('refuses a put that answers anything but Ok', () => {
    expect(() => parseKv('PUT:a:b', 'bar')).toThrow('a PUT answers Ok');
  });
});
