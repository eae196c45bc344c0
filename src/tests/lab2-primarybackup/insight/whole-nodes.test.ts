import { expect, test } from 'vitest';
import { Message, subAddress } from '../../../index.js';
import { View, ViewReply } from '../given/lab2.js';
import { server, type StoryEffects, type StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { ServerKnowledge } from './server-knowledge.js';
import { ofWholeNodes } from './whole-nodes.js';

/** What a part of a server tells another one. */
class News extends Message {
  readonly view: View;
  constructor(view: View) {
    super();
    this.view = view;
  }
}

const s1 = server(1);
const disk = subAddress(s1, 'disk');
const view = new View(2, s1, null);

function effects(some: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

test('a part that is told a view a second time, by a timer, knows it', () => {
  const news = { id: 'news', from: s1, to: disk, message: new News(view) };
  const reply = { id: 'reply', from: VIEW_SERVER, to: s1, message: new ViewReply(view) };
  const story: StoryStep[] = [
    { kind: 'deliver', at: 1, node: s1, message: reply, effects: effects({ sends: [news] }) },
    { kind: 'fire', at: 2, node: s1, timer: {}, effects: effects({ sends: [news] }) },
    { kind: 'deliver', at: 3, node: disk, message: news, effects: effects() },
  ];
  const knowledge = new ServerKnowledge();
  const [told, fired, heard] = ofWholeNodes(story);
  for (const step of [told, fired]) knowledge.receive(step as StoryStep);
  expect(knowledge.of(s1).view.viewNum).toBe(0);
  knowledge.receive(heard as StoryStep);
  expect(knowledge.of(s1).view.viewNum).toBe(2);
});
