import { expect, test } from 'vitest';
import type { Command } from '../../../index.js';
import { Append, Put, PutOk } from '../../../kvstore.js';
import { client, server, type StoryMessage, type StoryStep } from '../../../testing.js';
import { ServerKnowledge } from './server-knowledge.js';
import { StoreStory } from './store-story.js';
import { writtenNowhere } from './writes.js';

const [c1, s1, s2] = [client(1), server(1), server(2)];
const nothing = { sends: [], results: [], commands: [] };

interface Texts {
  readonly [key: string]: string;
}

/** What server1 and server2 hold after the command; answers are numbered. */
interface Told {
  readonly command: Command;
  readonly own: Texts;
  readonly others?: Texts;
  readonly answer?: number;
}

/** A client writes while the stores hold `foo: old`, and is answered. */
function afterWrite({ command, own, others = { foo: 'old' }, answer = 2 }: Told): string[] {
  const knowledge = new ServerKnowledge();
  const stores = new StoreStory(knowledge);
  const stateWith = (store: Texts, number: number): { store: Texts; last: object } => {
    return { store, last: { [c1]: { number, result: new PutOk() } } };
  };
  const see = (node: typeof s1, store: Texts, number: number, at: number): object => {
    const state = stateWith(store, number);
    stores.see(node, state, state.store, at);
    return state;
  };
  for (const node of [s1, s2]) see(node, { foo: 'old' }, 1, 1);
  const request = { id: 'asked', from: c1, to: s1, message: { command } };
  const answered: StoryMessage = { id: 'answered', from: s1, to: c1, message: {} };
  const effects = { ...nothing, commands: [command], sends: [request] };
  const asks: StoryStep = { kind: 'command', at: 2, node: c1, effects };
  knowledge.receive(asks);
  knowledge.send(request, asks);
  const step: StoryStep = { kind: 'deliver', at: 3, node: s1, message: request, effects: nothing };
  knowledge.receive(step);
  const state = see(s1, own, answer, 3);
  see(s2, others, answer, 3);
  knowledge.send(answered, step);
  const held = { state, store: '', history: undefined, views: [] };
  return writtenNowhere(c1, answered, held, knowledge.clients, stores).map(
    ({ message }) => message,
  );
}

test('a write that its store does not take', () => {
  expect(afterWrite({ command: new Put('foo', 'new'), own: { foo: 'old' } })).toEqual([
    "server1 executed the Put of 'new' for client1, and its store has 'old' under foo, as before",
  ]);
  expect(afterWrite({ command: new Append('bar', 'new'), own: { foo: 'old' } })).toEqual([
    "server1 executed the Append of 'new' for client1, and its store has no value under bar, " +
      'as before',
  ]);
});

test('a write that its store takes, in whatever way', () => {
  expect(afterWrite({ command: new Put('foo', 'new'), own: { foo: 'new' } })).toEqual([]);
  expect(afterWrite({ command: new Append('foo', 'new'), own: { foo: 'oldnew' } })).toEqual([]);
  const elsewhere = { foo: 'old', 'of bar': 'new' };
  expect(afterWrite({ command: new Put('bar', 'new'), own: elsewhere })).toEqual([]);
});

test('a value that was overwritten in the same step, or that only its backup holds', () => {
  expect(afterWrite({ command: new Put('foo', 'new'), own: { foo: 'newer' } })).toEqual([]);
  const relayed = { command: new Put('foo', 'new'), own: { foo: 'old' }, others: { foo: 'new' } };
  expect(afterWrite(relayed)).toEqual([]);
});

test('a command that is taken for one executed before is no mistake of the store', () => {
  const command = new Put('foo', 'new');
  expect(afterWrite({ command, own: { foo: 'old' }, answer: 1 })).toEqual([]);
});
