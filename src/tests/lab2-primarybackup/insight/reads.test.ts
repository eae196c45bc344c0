import { expect, test } from 'vitest';
import type { Result } from '../../../index.js';
import { Get, GetResult, KeyNotFound } from '../../../kvstore.js';
import { client, server, type StoryMessage, type StoryStep } from '../../../testing.js';
import { readElsewhere } from './reads.js';
import { ServerKnowledge } from './server-knowledge.js';
import { StoreStory } from './store-story.js';

const [c1, s1] = [client(1), server(1)];
const nothing = { sends: [], results: [], commands: [] };

/** A client reads foo while server1 holds one value after the other, and is answered. */
function readWhile(held: readonly string[], result: Result): string[] {
  const knowledge = new ServerKnowledge();
  const stores = new StoreStory(knowledge);
  const request = { id: 'asked', from: c1, to: s1, message: { command: new Get('foo') } };
  const answer: StoryMessage = { id: 'answered', from: s1, to: c1, message: {} };
  const effects = { ...nothing, commands: [new Get('foo')], sends: [request] };
  const asks: StoryStep = { kind: 'command', at: 2, node: c1, effects };
  const see = (foo: string, at: number): void => stores.see(s1, { foo }, { foo }, at);
  see('old', 1);
  knowledge.receive(asks);
  knowledge.send(request, asks);
  const step: StoryStep = { kind: 'deliver', at: 3, node: s1, message: request, effects: nothing };
  knowledge.receive(step);
  for (const [index, foo] of held.entries()) see(foo, 3 + index);
  knowledge.send(answer, step);
  const found = readElsewhere(c1, answer, result, stores);
  return found.map(({ cause }) => cause);
}

test('a value that the store held when it was asked, or since', () => {
  expect(readWhile(['old'], new GetResult('old'))).toEqual([]);
  expect(readWhile(['old', 'new'], new GetResult('old'))).toEqual([]);
  expect(readWhile(['old', 'new'], new GetResult('new'))).toEqual([]);
});

test('a value that the store has not held since it was asked', () => {
  expect(readWhile(['old', 'new'], new GetResult('older'))).toEqual(['answer-of-another']);
  expect(readWhile(['old'], new KeyNotFound())).toEqual(['answer-of-another']);
});

test('an empty value that the store takes for none is another mistake', () => {
  expect(readWhile([''], new KeyNotFound())).toEqual([]);
});
