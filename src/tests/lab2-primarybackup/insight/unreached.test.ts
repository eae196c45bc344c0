import { expect, test } from 'vitest';
import { Message, type Address, type Command, type Result } from '../../../index.js';
import { Put, PutOk } from '../../../kvstore.js';
import {
  client,
  server,
  type Finding,
  type StoryEffects,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { GetView, Ping, View, ViewReply } from '../given/lab2.js';
import { VIEW_SERVER } from '../subjects.js';
import { acknowledgedText } from '../steps/view-text.js';
import { HARMS } from './harms.js';
import { whatIsMissing } from './unreached.js';

class Request extends Message {
  readonly command: Command;
  readonly number: number;
  constructor(command: Command, number: number) {
    super();
    this.command = command;
    this.number = number;
  }
}
class Reply extends Message {
  readonly result: Result;
  readonly number: number;
  constructor(result: Result, number: number) {
    super();
    this.result = result;
    this.number = number;
  }
}

const s1 = server(1);
const [c1, c2] = [client(1), client(2)];
const put = new Put('foo', 'x');
const alone = new View(1, s1, null);

/** View 1 is acknowledged, and both clients have handed in a command: what is sent from there? */
function foundIn(
  goal: string,
  everSent: readonly StoryMessage[],
  ...rest: readonly StoryStep[]
): Finding[] {
  const story: StoryStep[] = [
    ...[VIEW_SERVER, s1].map((node) => added(node, 'server')),
    ...[c1, c2].map((node) => added(node, 'client')),
    ...[c1, c2].map((node): StoryStep => {
      return { kind: 'command', at: 1, node, effects: effects({ commands: [put] }) };
    }),
    step(2, VIEW_SERVER, sentBy(VIEW_SERVER, s1, new ViewReply(alone))),
    step(3, s1, sentBy(s1, VIEW_SERVER, new Ping(1))),
    step(4, s1),
    ...rest,
  ];
  const awaits = goal.includes('announced') ? undefined : ('results' as const);
  const failure = { kind: 'goal', message: '', predicate: goal, awaits } as const;
  const nameOf = (value: object): string => value.constructor.name;
  return whatIsMissing({ failure, story, endsAt: 4, everSent, nameOf });
}

function said(goal: string, everSent: readonly StoryMessage[]): string[] {
  return foundIn(goal, everSent).map(({ cause, message }) => `${cause}: ${message}`);
}

function added(node: Address, role: 'server' | 'client'): StoryStep {
  return { kind: 'add', at: 0, node, role, effects: effects() };
}

function step(at: number, node: Address, ...sends: readonly StoryMessage[]): StoryStep {
  return { kind: 'fire', timer: {}, at, node, effects: effects({ sends }) };
}

function effects(did: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], commands: [], results: [], ...did };
}

function sentBy(from: Address, to: Address, message: object): StoryMessage {
  return { id: `${from} ${to} ${JSON.stringify(message)}`, from, to, message };
}

const asked = sentBy(c1, s1, new Request(put, 1));
const answered = (number: number): StoryMessage => sentBy(s1, c1, new Reply(new PutOk(), number));

test('a client that is answered and takes nothing', () => {
  expect(said('client1 is done', [asked, answered(1)])).toEqual([
    'answer-ignored: server1 answers the command of client1 with its Reply, and client1 has its ' +
      'result in no reachable state',
  ]);
});

test('a client that made an answer up explains it better than that it takes none', () => {
  const [found] = foundIn('client1 is done', [asked, answered(1)]);
  const madeUp = HARMS['answered-without-servers'].unreached;
  expect(found?.harms.unreached).toBeGreaterThan(madeUp ?? Infinity);
});

test('an answer to another command is none to this one', () => {
  expect(said('client1 is done', [asked, answered(7)])).toEqual([]);
});

test('nothing is said of a client that the goal does not name', () => {
  const unheard = sentBy(c2, VIEW_SERVER, new GetView());
  expect(said('client1 is done', [asked, answered(7), unheard])).toEqual([]);
  expect(said('CLIENTS_DONE', [asked, answered(7), unheard])).toEqual([
    'vs-does-not-answer: viewserver answers the GetView of client2 in no reachable state',
  ]);
});

test('if the client of the goal waits for nothing, others that wait are not to blame', () => {
  const done = { ...step(5, c2), effects: effects({ results: [new PutOk()] }) } as StoryStep;
  expect(foundIn('client2 got the second result', [asked, answered(1)], done)).toEqual([]);
});

test('a view server that answers one client answers all it hears of', () => {
  const heard = [sentBy(c1, VIEW_SERVER, new GetView()), sentBy(c2, VIEW_SERVER, new GetView())];
  const told = sentBy(VIEW_SERVER, c1, new ViewReply(alone));
  const found = said('CLIENTS_DONE', [asked, answered(7), ...heard, told]);
  expect(found.filter((each) => each.startsWith('vs-'))).toEqual([]);
});

test('a view that is to be announced to a client that is told nothing', () => {
  const goal = 'view 1 {server1, –} was announced to server1, client1';
  expect(said(goal, [sentBy(c1, VIEW_SERVER, new GetView())])).toEqual([
    'vs-does-not-answer: viewserver answers the GetView of client1 in no reachable state',
  ]);
});

/** Server1 is told view 1 on the path; in other states, it is idle in a view 1 of server2. */
function neverAcknowledged(limit?: 'states'): string[] {
  const story: StoryStep[] = [
    ...[VIEW_SERVER, s1].map((node) => added(node, 'server')),
    step(1, VIEW_SERVER, sentBy(VIEW_SERVER, s1, new ViewReply(alone))),
    step(2, s1),
  ];
  const milestones = [{ name: acknowledgedText(1), steps: undefined }];
  const predicate = 'view 2 {server1, server2} was announced to server1, server2';
  const failure = { kind: 'start', message: '', predicate, milestones, limit } as const;
  const everSent = [sentBy(s1, VIEW_SERVER, new Ping(1))];
  const nameOf = (value: object): string => value.constructor.name;
  const found = whatIsMissing({ failure, story, endsAt: 2, everSent, nameOf });
  return found.map(({ cause, message }) => `${cause}: ${message}`);
}

test('a ping of the same number in another view acknowledges nothing', () => {
  const what = 'server1 was told view 1 {server1, –}, and acknowledges it with Ping(1)';
  expect(neverAcknowledged()).toEqual([`stuck-view-change: ${what} in no reachable state`]);
  expect(neverAcknowledged('states')).toEqual([
    `stuck-view-change: ${what} in no state that was searched`,
  ]);
});
