import { expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Append, PutOk } from '../../../kvstore.js';
import { Ping, View, ViewReply } from '../given/lab2.js';
import { client, server, type Finding, type StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { StateMonitor } from './state-monitor.js';

/** A store under another name, and the answers that its server keeps beside it. */
class Table {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Server {
  readonly table: Table;
  readonly answers: ReadonlyMap<Address, PutOk>;
  constructor(text: string, ...answered: readonly Address[]) {
    this.table = new Table(text);
    this.answers = new Map(answered.map((one) => [one, new PutOk()]));
  }
}

class Own extends Message {}

const [s1, s2, c1] = [server(1), server(2), client(1)];

/** What the causes are when server2 becomes the backup of server1, which answered a client. */
function causesOf(
  own: Server,
  before: Server,
  after: Server,
  ...later: readonly Server[]
): string[] {
  const monitor = new StateMonitor((value) =>
    value instanceof Table ? 'KVStore' : value.constructor.name,
  );
  const found: Finding[] = [];
  let at = 0;
  const see = (step: object, state: object, ...sends: readonly object[]): void => {
    const effects = { sends, results: [], commands: [], state };
    found.push(...monitor.see({ at: at++, effects, ...step } as unknown as StoryStep));
  };
  const send = (from: Address, to: Address, message: object, holds: Server): object => {
    const sent = { id: `${at}`, from, to, message };
    see({ kind: 'fire', node: from, timer: {} }, holds, sent);
    return { kind: 'deliver', node: to, message: sent };
  };
  const tell = (view: View, to: Address, holds: Server): void => {
    const message = { id: `${at}`, from: VIEW_SERVER, to, message: new ViewReply(view) };
    see({ kind: 'deliver', node: to, message }, holds);
  };
  const commands = [new Append('text', 'a')];
  const asked = { sends: [], results: [], commands };
  const command = { kind: 'command', node: c1, at: at++, effects: asked };
  found.push(...monitor.see(command as unknown as StoryStep));
  const enter = (viewNum: number, holds: Server, start: Server, end: Server): void => {
    tell(new View(viewNum, s1, s2), s1, holds);
    tell(new View(viewNum, s1, s2), s2, start);
    see(send(s1, s2, new Own(), holds), end);
    see(send(s2, s1, new Own(), end), holds);
    send(s1, VIEW_SERVER, new Ping(viewNum), holds);
  };
  see({ kind: 'add', node: s1, role: 'server' }, own);
  see({ kind: 'add', node: s2, role: 'server' }, before);
  enter(2, own, before, after);
  for (const [index, end] of later.entries()) enter(4 + 2 * index, end, after, after);
  return [...found, ...monitor.end()].map(({ cause }) => cause);
}

test('a backup that takes over data and answers', () => {
  expect(causesOf(new Server('a', c1), new Server(''), new Server('a', c1))).toEqual([]);
});

test('a backup that takes over the data alone', () => {
  const causes = causesOf(new Server('a', c1), new Server(''), new Server('a'));
  expect(causes).toEqual(['history-not-transferred']);
});

test('a backup that takes over the data and keeps its own answers to clients', () => {
  const causes = causesOf(new Server(''), new Server('a', c1), new Server('', c1));
  expect(causes).toEqual(['history-not-transferred']);
});

test('a backup that has the same data already and takes nothing over', () => {
  const causes = causesOf(new Server('', c1), new Server(''), new Server(''));
  expect(causes).toEqual(['state-missing-after-view-change']);
});

test('a backup that has the same data already, where another time the data alone are taken', () => {
  const own = new Server('a', c1);
  const causes = causesOf(own, new Server(''), new Server('a'), own);
  expect(causes).toEqual(['history-not-transferred', 'history-not-transferred']);
});
