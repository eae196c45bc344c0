import { expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Put } from '../../../kvstore.js';
import { GetView, Ping, PING_MILLIS, View, ViewReply } from '../given/lab2.js';
import {
  client,
  server,
  type StoryEffects,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { whatIsStuck } from './stuck.js';

/** Messages of a student's own making. */
class Request extends Message {
  readonly command: Put;
  constructor(command: Put) {
    super();
    this.command = command;
  }
}
class OfClient extends Request {
  readonly by: Address;
  constructor(by: Address, command: Put) {
    super(command);
    this.by = by;
  }
}
class Numbered extends Request {
  readonly number: number;
  constructor(command: Put, number: number) {
    super(command);
    this.number = number;
  }
}
class Window extends Message {
  readonly requests: readonly Request[];
  constructor(requests: readonly Request[]) {
    super();
    this.requests = requests;
  }
}
class Refusal extends Message {}
class ViewNews extends Message {
  readonly view: View;
  constructor(view: View) {
    super();
    this.view = view;
  }
}
class Answer extends Message {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

const [s1, s2, s3] = [server(1), server(2), server(3)];
const [c1, c2] = [client(1), client(2)];
const put = new Put('foo', 'bar');

/** A story in which a client waits for its command, with what else happens. */
class Wait {
  readonly #steps: StoryStep[] = [];

  constructor() {
    for (const node of [VIEW_SERVER, s1, s2, c1]) this.start(node);
    this.#add({ kind: 'command', at: 1, node: c1, effects: effects({ commands: [put] }) });
  }

  /** Sends in a step of its own; what is sent arrives a millisecond later. */
  send(at: number, from: Address, to: Address, message: object, arrives = true): this {
    const sent = { id: `${this.#steps.length}`, from, to, message };
    const did = { at, node: from, effects: effects({ sends: [sent] }) };
    if (from !== VIEW_SERVER) this.#add({ kind: 'fire', timer: {}, ...did });
    else {
      const asked = { id: `asked ${this.#steps.length}`, from: to, to: from };
      this.#add({ kind: 'deliver', message: { ...asked, message: new GetView() }, ...did });
    }
    if (!arrives) return this;
    const then = { node: to, message: sent, effects: effects() };
    return this.#add({ kind: 'deliver', at: at + 1, ...then });
  }

  start(node: Address): this {
    const role = node === c1 || node === c2 ? 'client' : 'server';
    return this.#add({ kind: 'add', at: 0, node, role, effects: effects() });
  }

  crash(at: number, node: Address): this {
    return this.#add({ kind: 'crash', at, node });
  }

  fire(at: number, node: Address): this {
    return this.#add({ kind: 'fire', at, node, timer: {}, effects: effects() });
  }

  /** Somebody else sends something in a step of this node. */
  asked(at: number, node: Address, sent: StoryMessage): this {
    return this.#add({ kind: 'fire', at, node, timer: {}, effects: effects({ sends: [sent] }) });
  }

  tell(at: number, view: View, ...to: readonly Address[]): this {
    for (const each of to) this.send(at, VIEW_SERVER, each, new ViewReply(view));
    return this;
  }

  /** Servers ping, up to a time. */
  ping(untilMs: number, everyMs: number, viewNum: number): this {
    for (let at = 2; at <= untilMs; at += everyMs) {
      for (const each of [s1, s2]) this.send(at, each, VIEW_SERVER, new Ping(viewNum));
    }
    return this;
  }

  get found(): { cause: string; message: string } | undefined {
    const steps = [...this.#steps].sort((a, b) => a.at - b.at);
    const [first] = whatIsStuck({
      failure: { kind: 'liveness', message: '' },
      story: steps,
      endsAt: steps.at(-1)?.at ?? 0,
      nameOf: (value) => value.constructor.name,
    });
    return first && { cause: first.cause, message: first.message };
  }

  #add(step: StoryStep): this {
    this.#steps.push(step);
    return this;
  }
}

function effects(some: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

test('a client that knows the new primary and goes on with the old one', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 3).tell(100, new View(3, s2, null), s2, c1);
  for (let at = 50; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put), false).send(at, c1, VIEW_SERVER, new GetView());
  }
  expect(wait.found).toEqual({
    cause: 'client-never-asks-for-view',
    message:
      'client1 was told view 3 {server2, –} at 101.0 ms; since 101.0 ms it has sent its ' +
      'command 8 times, to server1 and never to server2',
  });
});

test('a client that gives up when it is refused', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, c1, s1, new Request(put)).send(70, s1, c1, new Refusal());
  expect(wait.found?.cause).toBe('lost-request');
  expect(wait.found?.message).toContain('server1 answered with Refusal, which is not a result');
});

test('a view server that sets its timer no more', () => {
  const wait = new Wait().fire(10, VIEW_SERVER).ping(900, PING_MILLIS, 3);
  expect(wait.found).toEqual({
    cause: 'vs-dead-primary-kept',
    message:
      'the last timer of viewserver fired at 10.0 ms, and it has set none since: ' +
      'it watches nobody any more',
  });
});

test('a server that pings too rarely', () => {
  const wait = new Wait().ping(900, 8 * PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  expect(wait.found?.cause).toBe('server-does-not-ping');
  expect(wait.found?.message).toContain('server1 pings every 200.0 ms, and PING_MILLIS is 25');
});

test('a backup that ignores what its primary forwards', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, s2, s1, new Refusal());
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, new Request(put));
  }
  expect(wait.found?.cause).toBe('forward-ignored');
  expect(wait.found?.message).toContain('8 of these arrived, and server2 did not answer, though');
});

test('a backup that ignores another command than one sent on in an earlier view', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).start(c2);
  wait.tell(20, new View(1, s1, s3), s1, c1).send(30, s1, s3, new Request(put));
  wait.tell(50, new View(2, s1, s2), s1, s2, c1).send(60, s2, s1, new Refusal());
  const other = new Request(new Put('foo', 'other'));
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, other);
  }
  expect(wait.found?.cause).toBe('forward-ignored');
  expect(wait.found?.message).toContain('server1 sent another command on to server2');
});

test('a primary that its backup answers, and that has told the client nothing', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, s1, s2, new Request(put));
  for (let at = 61; at < 900; at += 100) {
    wait.send(at, s2, s1, new Answer('two')).send(at + 5, c1, s1, new Request(put));
  }
  expect(wait.found?.cause).toBe('forward-reply-ignored');
  expect(wait.found?.message).toContain('the last Answer(text=two); server1 takes none');
});

test('a server that falls silent and crashes later', () => {
  const wait = new Wait().ping(400, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  for (let at = 402; at < 2000; at += PING_MILLIS) wait.send(at, s1, VIEW_SERVER, new Ping(2));
  wait.crash(1000, s2);
  expect(wait.found?.cause).toBe('server-does-not-ping');
  expect(wait.found?.message).toMatch(
    /^server2 sent the last of its .* none in 623.0 ms after it$/,
  );
});

test('a primary that pings no more once it is told its view, and crashes', () => {
  const wait = new Wait().ping(300, PING_MILLIS, 1).tell(310, new View(2, s1, s2), s1, s2, c1);
  for (let at = 312; at < 2000; at += PING_MILLIS) wait.send(at, s2, VIEW_SERVER, new Ping(1));
  wait.send(330, s1, s2, new Answer('state')).crash(1200, s1);
  expect(wait.found?.cause).toBe('stuck-view-change');
  expect(wait.found?.message).toMatch(/^server1 knows view 2 .* and sent no ping until it crashed/);
});

test('a forward of another command that was lost and keeps its primary busy', () => {
  const view = new View(2, s1, s2);
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, view, s1, s2, c1);
  wait.send(60, s1, s2, new Request(new Put('other', 'x')), false);
  for (let at = 70; at < 900; at += 100) wait.send(at, c1, s1, new Request(put));
  expect(wait.found?.cause).toBe('lost-forward');
  expect(wait.found?.message).toContain('sent another command on to server2 once, at 60.0 ms');
});

test('a primary that does nothing, and tells its backup of a view or sends it a state', () => {
  const view = new View(2, s1, s2);
  const says = (message: object): string | undefined => {
    const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, view, s1, s2, c1);
    for (let at = 70; at < 900; at += 50) {
      wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, message);
    }
    return wait.found?.cause;
  };
  expect(says(new ViewNews(view))).toBe('lost-request');
  expect(says(new Window([]))).toBe('transfer-repeated');
});

test('answers that another client had got for its command', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 1).tell(20, new View(1, s1, null), s1, c1);
  wait.start(c2).send(30, s1, c2, new Answer('x'));
  for (let at = 70; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, c1, new Answer('x'));
  }
  expect(wait.found?.cause).toBe('answer-of-another');
  expect(wait.found?.message).toContain('with the Answer that client2 got for another command');
});

test('a backup whose one acknowledgement was lost, and that does not repeat it', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  wait.send(110, s2, s1, new Refusal(), false);
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, new Request(put));
  }
  expect(wait.found?.cause).toBe('forward-ignored');
  expect(wait.found?.message).toContain('did not answer: its last word, at 110.0 ms, was lost');
});

test('answers with a number that the client did not ask for', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 1).tell(20, new View(1, s1, null), s1, c1);
  for (let at = 70; at < 900; at += 100) {
    wait.send(at, c1, s1, new Numbered(put, 7)).send(at + 5, s1, c1, new Numbered(put, 9));
  }
  expect(wait.found?.cause).toBe('answer-of-another');
  expect(wait.found?.message).toContain('with Numbered 9, and it asked for 7');
});

test('a backup that ignores the command of another, which keeps its primary busy', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  const other = new Request(new Put('other', 'x'));
  wait.send(60, s2, s1, new Refusal());
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, other);
  }
  expect(wait.found?.cause).toBe('forward-ignored');
  expect(wait.found?.message).toContain('server1 sent another command on to server2 again and');
});

test('a primary that takes no answer of its backup for the acknowledgement', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, new Window([new Request(put)]));
    wait.send(at + 10, s2, s1, new Numbered(put, 0));
  }
  expect(wait.found?.cause).toBe('forward-reply-ignored');
  expect(wait.found?.message).toContain('8 answers came back, the last Numbered(number=0)');
});

test('a primary that takes no answer for the command of another, which keeps it busy', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(50, new View(2, s1, s2), s1, s2, c1);
  const other = new Request(new Put('other', 'x'));
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, other);
    wait.send(at + 10, s2, s1, new Numbered(put, at));
  }
  expect(wait.found?.message).toContain('server1 sent another command on to server2 again and');
  expect(wait.found?.cause).toBe('forward-reply-ignored');
});

test('a question that the test sends meanwhile is not one of the client', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 3).tell(50, new View(2, s1, s2), c1);
  wait.tell(100, new View(3, s2, null), s2);
  for (let at = 110; at < 900; at += 100) wait.send(at, c1, s1, new Request(put), false);
  wait.asked(300, c1, { id: 'test', from: s2, to: VIEW_SERVER, message: new GetView() });
  expect(wait.found?.message).toBe(
    'client1 knows server1 as primary, and has never asked for the view; ' +
      'viewserver is in view 3 {server2, –}',
  );
});

test('a view that begins just before the end says nothing of the wait before it', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, s1, s2, new Request(new Put('other', 'x')), false);
  for (let at = 70; at < 900; at += 100) wait.send(at, c1, s1, new Request(put));
  wait.tell(890, new View(3, s2, null), s1, s2, c1);
  expect(wait.found?.cause).toBe('lost-forward');
});

test('a primary that acknowledged its view though its backup never said a word', () => {
  const wait = new Wait().tell(50, new View(2, s1, s2), s1, s2, c1).ping(900, PING_MILLIS, 2);
  for (let at = 100; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, new Request(put));
  }
  expect(wait.found?.cause).toBe('ack-before-transfer');
  expect(wait.found?.message).toContain('server2 has answered nothing in that view');
});

test('a primary that goes on with the command before, which it has answered', () => {
  const view = new View(2, s1, s2);
  const old = new Answer('x');
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, view, s1, s2, c1);
  wait
    .start(c2)
    .send(30, s1, c2, old)
    .send(35, s1, s2, new Request(new Put('before', 'x')));
  const other = new Request(new Put('other', 'x'));
  for (let at = 70; at < 900; at += 100) {
    wait.send(at, c1, s1, new Request(put)).send(at + 5, s1, s2, other);
    wait.send(at + 7, s2, s1, new Answer('done')).send(at + 9, s1, c1, old);
  }
  expect(wait.found?.cause).toBe('lock-never-freed');
  expect(wait.found?.message).toContain('goes on sending server2 another one');
});

test('a primary that goes on with an answered command, and answers that again meanwhile', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, new View(2, s1, s2), s1, s2, c1);
  const other = new OfClient(c2, new Put('other', 'x'));
  wait.start(c2);
  for (let at = 70; at < 900; at += 50) {
    wait.send(at, c1, s1, new OfClient(c1, put)).send(at + 5, s1, s2, other);
    wait.send(at + 7, s2, s1, new Answer('done')).send(at + 9, s1, c2, new Answer('x'));
  }
  expect(wait.found?.cause).toBe('lock-never-freed');
  expect(wait.found?.message).toContain('goes on sending server2 one of client2, which it has');
});

test('a client that sends its command again only when the view is new', () => {
  const wait = new Wait().ping(3000, PING_MILLIS, 2).tell(20, new View(2, s1, s2), s1, s2, c1);
  for (let at = 50; at < 3000; at += 900) wait.send(at, c1, s1, new Request(put), false);
  for (let at = 60; at < 3000; at += 100) wait.send(at, c1, VIEW_SERVER, new GetView());
  expect(wait.found?.cause).toBe('lost-request');
  expect(wait.found?.message).toContain('client1 sent its command only');
});

test('a forward of another command is lost in a new view; what comes late answers none', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 3).tell(20, new View(2, s1, s2), s1, s2, c1);
  wait.send(30, s1, s2, new Request(put), false);
  wait.tell(40, new View(3, s1, s2), s1, s2, c1).send(45, s2, s1, new Answer('state'));
  wait.send(60, s1, s2, new Request(new Put('other', 'x')), false);
  for (let at = 70; at < 900; at += 100) wait.send(at, c1, s1, new Request(put));
  expect(wait.found?.cause).toBe('lost-forward');
  expect(wait.found?.message).toContain('sent another command on to server2 once, at 60.0 ms');
});

test('the one acknowledgement of a forward is lost; what else its backup says is no answer', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, s1, s2, new Request(put)).send(61, s2, s1, new Answer('done'), false);
  wait.send(80, s2, s1, new Refusal());
  for (let at = 70; at < 900; at += 100) wait.send(at, c1, s1, new Request(put));
  expect(wait.found?.cause).toBe('lost-forward');
  expect(wait.found?.message).toContain('once, which arrived, its answer did not, and never again');
});

test('an acknowledgement that came again is an answer', () => {
  const wait = new Wait().ping(900, PING_MILLIS, 2).tell(20, new View(2, s1, s2), s1, s2, c1);
  wait.send(60, s1, s2, new Request(put)).send(61, s2, s1, new Answer('done'), false);
  wait.send(80, s2, s1, new Answer('done')).send(82, s1, c1, new Answer('done'), false);
  for (let at = 70; at < 900; at += 100) wait.send(at, c1, s1, new Request(put));
  expect(wait.found?.cause).toBe('lost-request');
});
