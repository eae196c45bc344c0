import type { Address, Result } from '../../../index.js';
import { GetResult, KeyNotFound } from '../../../kvstore.js';
import type { Finding, StoryMessage } from '../../../testing.js';
import { finding } from './advice.js';
import { keyRead, shortened } from './contents.js';
import type { StoreStory } from './store-story.js';

/**
 * A client got the result of a read that the store of the server that gave it has not held since
 * the server first heard of the command.
 */
export function readElsewhere(
  client: Address,
  answer: StoryMessage,
  result: Result | undefined,
  stores: StoreStory,
): Finding[] {
  const { from } = answer;
  const about = stores.answering(client, answer);
  const isRead = result instanceof GetResult || result instanceof KeyNotFound;
  const key = keyRead(about?.subject);
  if (about?.heard === undefined || !isRead || key === undefined) return [];
  const values = stores.since(from, about.heard.at).map((texts) => texts.get(key));
  const last = values.at(-1);
  const value = result instanceof GetResult ? result.value : undefined;
  // A store that takes an empty value for a missing one is a different mistake.
  if (last === undefined || values.includes(value) || values.includes('')) return [];
  const said = value === undefined ? 'KeyNotFound' : `'${shortened(value)}'`;
  const what =
    `${from} answered the Get of ${client} with ${said}, which its store has not held under ` +
    `${key} since it was asked: it held '${shortened(last)}'`;
  return [finding('answer-of-another', about.sentAt, what)];
}
