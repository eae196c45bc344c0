import { expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Append } from '../../../kvstore.js';
import { client, server, type ActingStep, type StoryMessage } from '../../../testing.js';
import { View, ViewReply } from '../given/lab2.js';
import { VIEW_SERVER } from '../subjects.js';
import { ServerKnowledge } from './server-knowledge.js';
import { Words } from './words.js';

class Asked extends Message {
  readonly command: Append;
  readonly client: Address;
  constructor(value: string, from: Address) {
    super();
    this.command = new Append('text', value);
    this.client = from;
  }
}

class Word extends Message {}

const [s1, s2] = [server(1), server(2)];
const [c1, c2] = [client(1), client(2)];
const EMPTY = { sends: [], results: [], commands: [] };

/**
 * Server1 sends the commands of both clients on, client1's first, and server2 gets one of them.
 * What can the word mean that it says then, on which server1 answers these clients?
 */
function wordOn(got: Address, ...answered: readonly Address[]): Record<string, boolean> {
  const knowledge = new ServerKnowledge();
  let at = 0;
  const step = (did: object): ActingStep => {
    const whole = { at: at++, effects: EMPTY, ...did } as unknown as ActingStep;
    knowledge.receive(whole);
    return whole;
  };
  const deliver = (message: StoryMessage, ...sends: readonly StoryMessage[]): ActingStep => {
    const effects = { ...EMPTY, sends };
    const delivered = step({ kind: 'deliver', node: message.to, message, effects });
    for (const sent of sends) knowledge.send(sent, delivered);
    return delivered;
  };
  const sent = (from: Address, to: Address, message: object): StoryMessage => {
    return { id: `${from} ${to} ${at}`, from, to, message };
  };
  for (const one of [s1, s2]) deliver(sent(VIEW_SERVER, one, new ViewReply(new View(2, s1, s2))));
  const forwards = [c1, c2].map((one) => {
    const command = new Append('text', one);
    const request = sent(one, s1, new Asked(one, one));
    const asks = { ...EMPTY, commands: [command], sends: [request] };
    knowledge.send(request, step({ kind: 'command', node: one, effects: asks }));
    const forward = sent(s1, s2, new Asked(one, one));
    deliver(request, forward);
    return forward;
  });
  const word = sent(s2, s1, new Word());
  deliver(forwards[got === c1 ? 0 : 1] as StoryMessage, word);
  const answers = answered.map((one) => sent(s1, one, new Word()));
  const executed = deliver(word, ...answers);
  const { hadHeard, isOfLater } = {
    hadHeard: new Words(knowledge).hadHeard(word, executed),
    isOfLater: new Words(knowledge).isOfLater(word, executed),
  };
  return { hadHeard, isOfLater };
}

test('a word on a command acknowledges that command', () => {
  expect(wordOn(c1, c1)).toEqual({ hadHeard: true, isOfLater: false });
});

test('a word on a command says nothing of one that comes later', () => {
  expect(wordOn(c1, c2)).toEqual({ hadHeard: false, isOfLater: false });
  expect(wordOn(c1, c1, c2)).toEqual({ hadHeard: false, isOfLater: false });
});

test('a word on a later command may be meant for all before it', () => {
  expect(wordOn(c2, c1)).toMatchObject({ isOfLater: true });
  expect(wordOn(c2, c1, c2)).toMatchObject({ isOfLater: true });
  expect(wordOn(c2, c2)).toMatchObject({ isOfLater: false });
});
