import { expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Append, Put } from '../../../kvstore.js';
import { Ping } from '../given/lab2.js';
import { client, server, type StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { plainStoreIn, type PlainStore } from './plain-store.js';

class KVStore {
  readonly data = {};
}

class State extends Message {
  readonly copy: object;
  constructor(copy: object) {
    super();
    this.copy = copy;
  }
}

const [s1, s2] = [server(1), server(2)];
const asked = [new Put('foo', 'a'), new Append('bar', 'b')];

/** A client asks for two writes, and nodes hold these states in turn. */
function storeOf(states: readonly object[], node: Address = s1): PlainStore | undefined {
  const ping = { id: 'p', from: node, to: VIEW_SERVER, message: new Ping(0) };
  const nothing = { sends: [], results: [], commands: [] };
  const steps = [
    { kind: 'command', node: client(1), effects: { ...nothing, commands: asked } },
    ...states.map((state) => ({
      kind: 'fire',
      node,
      timer: {},
      effects: { ...nothing, state, sends: node === s1 ? [ping] : [] },
    })),
  ];
  const story = steps.map((step, at) => ({ at, ...step }) as unknown as StoryStep);
  return plainStoreIn(story, (value) => value.constructor.name);
}

function pathOf(store: PlainStore | undefined, state: object): string[] | undefined {
  return store && [...store.allIn(state).keys()];
}

test('the store is where the first write shows that a server executes', () => {
  const states = [{}, { bar: 'b' }].map((data) => ({
    names: { foo: 'server1' },
    replica: { data, sessions: { client1: 'a' } },
  }));
  const [, last] = states;
  const store = storeOf(states);
  expect(last && pathOf(store, last)).toEqual(['replica.data']);
  expect([...(store?.allIn(last ?? {}).values() ?? [])]).toEqual([
    { store: last?.replica.data, around: last?.replica },
  ]);
});

test('it may be a map of the server itself', () => {
  const states = [new Map(), new Map([['foo', 'a']])].map((kv) => ({ kv }));
  const store = storeOf(states);
  expect([...(store?.allIn(states[1] ?? {}).values() ?? [])]).toEqual([
    { store: new Map([['foo', 'a']]), around: undefined },
  ]);
});

test('a write on its way is no store, nor is what no client wrote', () => {
  const pending = { delta: { foo: 'a' }, data: {} };
  expect(storeOf([{ delta: null, data: {} }, pending])).toBeUndefined();
  expect(storeOf([{ names: {} }, { names: { foo: 'server1' } }])).toBeUndefined();
});

test('where a class has the name of a store, its objects are the stores', () => {
  const amo = { store: new KVStore() };
  const states = [{}, { foo: 'a' }].map((pending) => ({ amo, pending }));
  expect(storeOf(states)).toBeUndefined();
  expect(storeOf(states.map(({ pending }) => ({ pending })))).toBeDefined();
});

test('what does not ping is no server', () => {
  expect(storeOf([{ data: {} }, { data: { foo: 'a' } }], s2)).toBeUndefined();
});

test('in a message it goes by its name, or by what it holds', () => {
  const store = storeOf([{ data: {} }, { data: { foo: 'a' } }]);
  const held = '{"foo":"a"}';
  expect(store?.carriedBy(new State({ data: { bar: 'b' } }), held)).toBe('{"bar":"b"}');
  expect(store?.carriedBy(new State({ foo: 'a' }), held)).toBe(held);
  expect(store?.carriedBy(new State({ bar: 'b' }), held)).toBeUndefined();
  expect(store?.carriedBy(new State({}), '{}')).toBeUndefined();
});
