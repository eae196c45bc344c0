import type { Address } from '../../../index.js';
import type { Finding, StoryMessage } from '../../../testing.js';
import { finding } from './advice.js';
import { answersIn, shortened, writeIn, type Write } from './contents.js';
import type { Held } from './held.js';
import type { StoreStory } from './store-story.js';

/**
 * A client got the result of a write that the server which gave it had executed, since it keeps a
 * new answer to the client, and no store has held what was written.
 *
 * @param held what the server held when it answered
 */
export function writtenNowhere(
  client: Address,
  answer: StoryMessage,
  held: Held | undefined,
  clients: ReadonlySet<Address>,
  stores: StoreStory,
): Finding[] {
  const { from } = answer;
  const about = stores.answering(client, answer);
  const write = writeIn(about?.subject);
  if (about?.heard === undefined || held === undefined) return [];
  if (write === undefined || write.value === '') return [];
  const { heard, sentAt } = about;
  // A server that keeps no new answer may take the command for one that it has executed.
  const kept = answersIn(held.state, clients).get(client);
  if (kept === undefined || kept === heard.answer) return [];
  const own = stores.since(from, heard.at);
  const values = new Set(own.map((texts) => texts.get(write.key)));
  const isClear = (own.at(-1)?.size ?? 0) > 0 && values.size === 1;
  const isHeld = stores.servers.some((server) => holds(write, stores.since(server, heard.at)));
  if (!isClear || isHeld) return [];
  const [value] = values;
  const still = value === undefined ? 'no value' : `'${shortened(value)}'`;
  const what =
    `${from} executed the ${write.kind} of '${shortened(write.value)}' for ${client}, and its ` +
    `store has ${still} under ${write.key}, as before`;
  return [finding('wrong-result', sentAt, what)];
}

/** Whether what was written is in any of these contents, under whatever key. */
function holds(write: Write, contents: readonly ReadonlyMap<string, string>[]): boolean {
  return contents.some((texts) => [...texts.values()].some((text) => text.includes(write.value)));
}
