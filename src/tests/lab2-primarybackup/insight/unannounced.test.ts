import { expect, test } from 'vitest';
import { Ping, View, ViewReply } from '../given/lab2.js';
import { server, type StoryMessage } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { viewText } from '../steps/view-text.js';
import { whatIsNotAnnounced } from './unannounced.js';

const [s1, s2, s3] = [server(1), server(2), server(3)];
const pair = new View(2, s1, s2);

function causes(wanted: View, ...announced: readonly View[]): string[] {
  const told = [pair, ...announced].map((view) => sentBy(VIEW_SERVER, s1, new ViewReply(view)));
  const sent = [...told, sentBy(s1, VIEW_SERVER, new Ping(2))];
  const goal = `${viewText(wanted)} was announced to server1, and server1 sent Ping(3)`;
  const found = whatIsNotAnnounced({ goal, sent, told: [pair], endsAt: 9 });
  return found.map(({ cause }) => cause);
}

function sentBy(from: StoryMessage['from'], to: StoryMessage['to'], message: object): StoryMessage {
  return { id: '', from, to, message };
}

test('what follows a view in the place of the one that should', () => {
  const alone = new View(3, s2, null);
  expect(causes(alone)).toEqual(['vs-dead-primary-kept']);
  expect(causes(new View(3, s1, null), alone)).toEqual(['vs-dead-backup-kept']);
  expect(causes(alone, new View(3, s2, s1))).toEqual(['vs-dead-server-in-view']);
  expect(causes(new View(3, s2, s3), alone)).toEqual(['vs-idle-server-ignored']);
});

test('a backup that is promoted only if there is another to follow it', () => {
  const [alone, both] = [new View(3, s2, null), new View(3, s2, s3)];
  expect(causes(alone, both)).toEqual([]);
  expect(causes(alone, both, new View(3, s1, null))).toEqual(['vs-dead-primary-kept']);
});

test('a view that is announced, or whose forerunner nobody acknowledged', () => {
  const alone = new View(3, s2, null);
  expect(causes(alone, alone)).toEqual([]);
  const other = sentBy(VIEW_SERVER, s1, new ViewReply(pair));
  const goal = `${viewText(alone)} was announced to server2`;
  expect(whatIsNotAnnounced({ goal, sent: [other], told: [pair], endsAt: 9 })).toEqual([]);
});

test('a ping that may be about another view of that number says nothing', () => {
  expect(causes(new View(3, s2, null), new View(2, s2, null))).toEqual([]);
});
