import type { Address, Result } from '../../../index.js';
import { GetResult, KeyNotFound } from '../../../kvstore.js';
import type { Finding, StoryMessage } from '../../../testing.js';
import { finding } from './advice.js';
import { keyRead, shortened } from './contents.js';
import type { ServerKnowledge } from './server-knowledge.js';
import type { StoreStory } from './store-story.js';

/**
 * A client got the result of a read that the store of the server that gave it has not held since
 * the server first heard of the command.
 */
export function readElsewhere(
  client: Address,
  answer: StoryMessage,
  result: Result | undefined,
  knowledge: ServerKnowledge,
  stores: StoreStory,
): Finding[] {
  const { from } = answer;
  const sent = knowledge.whenSent(answer);
  const trail = sent?.trails.get(client);
  const index = knowledge.commandCount(client);
  const hearing = stores.hearing(from, client, index);
  const isRead = result instanceof GetResult || result instanceof KeyNotFound;
  if (!isRead || trail?.index !== index) return [];
  const key = keyRead(trail.subject);
  if (key === undefined || hearing === undefined || sent === undefined) return [];
  const values = stores.since(from, hearing.at).map((texts) => texts.get(key));
  const last = values.at(-1);
  const value = result instanceof GetResult ? result.value : undefined;
  // A store that takes an empty value for a missing one is a different mistake.
  if (last === undefined || values.includes(value) || values.includes('')) return [];
  const said = value === undefined ? 'KeyNotFound' : `'${shortened(value)}'`;
  const what =
    `${from} answered the Get of ${client} with ${said}, which its store has not held under ` +
    `${key} since it was asked: it held '${shortened(last)}'`;
  return [finding('answer-of-another', sent.at, what)];
}
