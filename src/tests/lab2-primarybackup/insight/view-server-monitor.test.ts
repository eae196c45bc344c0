import { beforeEach, expect, test } from 'vitest';
import { subAddress, type Address, type Message } from '../../../index.js';
import { GetView, Ping, PingCheckTimer, View, ViewReply } from '../given/lab2.js';
import { server, TESTER, type Finding, type StoryMessage } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { ViewServerMonitor } from './view-server-monitor.js';

const [s1, s2, s3] = [server(1), server(2), server(3)];

/** Plays a view server that answers with the views it is told to. */
class Play {
  readonly #monitor = new ViewServerMonitor((value) => value.constructor.name);
  readonly #found: Finding[] = [];
  #at = 0;

  /** Somebody sends the view server a message, and it answers with a view. */
  tell(from: Address, message: Message, view: View | undefined): this {
    const at = this.#at++;
    const received: StoryMessage = { id: `${at}`, from, to: VIEW_SERVER, message };
    const sends =
      view === undefined
        ? []
        : [{ id: `${at}r`, from: VIEW_SERVER, to: from, message: new ViewReply(view) }];
    const effects = { sends, results: [], commands: [] };
    const step = { kind: 'deliver', at, node: VIEW_SERVER, message: received, effects } as const;
    this.#found.push(...this.#monitor.see(step));
    return this;
  }

  ping(from: Address, viewNum: number, view: View | undefined): this {
    return this.tell(from, new Ping(viewNum), view);
  }

  ask(view: View | undefined): this {
    return this.tell(TESTER, new GetView(), view);
  }

  /** A check timer fires, and the view server sets others. */
  checkAndSet(...sets: readonly object[]): this {
    const effects = { sends: [], sets, results: [], commands: [] };
    const [at, timer] = [this.#at++, new PingCheckTimer()];
    this.#found.push(...this.#monitor.see({ kind: 'fire', at, node: VIEW_SERVER, timer, effects }));
    return this;
  }

  check(times = 1): this {
    for (let i = 0; i < times; i++) this.checkAndSet();
    return this;
  }

  get causes(): string[] {
    const overdue = this.#monitor.overdue();
    return [...this.#found, ...(overdue === undefined ? [] : [overdue])].map(({ cause }) => cause);
  }
}

const v1 = new View(1, s1, null);
const v2 = new View(2, s1, s2);

let play: Play;
/** View 2 {server1, server2}, acknowledged. */
beforeEach(() => {
  play = new Play().ping(s1, 0, v1).ping(s1, 1, v1).ping(s2, 0, v2).ping(s1, 2, v2);
});

test('a view server that keeps the rules', () => {
  play.ping(s2, 2, v2).check().ping(s2, 2, v2).ask(v2).check();
  play.ask(new View(3, s2, null)).ping(s2, 3, new View(3, s2, null));
  play.ping(s1, 2, new View(4, s2, s1));
  expect(play.causes).toEqual([]);
});

test('one that tells its view before it looks whether to move on', () => {
  const slow = new Play().ping(s1, 0, v1).ping(s1, 1, v1).ping(s2, 0, v1).ping(s2, 0, v2);
  expect(slow.causes).toEqual([]);
});

test('one that puts a part of a server into a view, as primary or as backup', () => {
  const part = subAddress(s1, 'watcher');
  expect(new Play().ping(s1, 0, new View(1, part, null)).causes).toEqual(['vs-part-in-view']);
  play.check(2).ping(s1, 2, new View(3, s1, subAddress(s2, 'watcher')));
  expect(play.causes).toEqual(['vs-part-in-view']);
});

test('one that makes a server its own backup', () => {
  expect(new Play().ping(s1, 0, new View(1, s1, s1)).causes).toEqual(['vs-same-server-twice']);
  play.check(2).ping(s2, 2, new View(3, s2, s2));
  expect(play.causes).toEqual(['vs-same-server-twice']);
});

test('a view that nobody saw begin may have begun at any time since', () => {
  play
    .check()
    .ping(s2, 2, v2)
    .ping(s3, 0, v2)
    .check()
    .ping(s1, 2, new View(3, s2, s3));
  expect(play.causes).toEqual([]);
});

test.each<[string, (play: Play) => Play, string]>([
  [
    'skips a number',
    (vs) => vs.check(2).ping(s2, 2, new View(4, s2, null)),
    'vs-skips-acknowledgement',
  ],
  ['takes a stranger', (vs) => vs.check(2).ping(s3, 0, new View(3, s3, null)), 'vs-wrong-primary'],
  ['changes nothing', (vs) => vs.ping(s1, 2, new View(3, s1, s2)), 'vs-same-pair-again'],
  [
    'does not wait',
    (vs) =>
      vs
        .check(2)
        .ping(s2, 2, new View(3, s2, null))
        .ping(s3, 0, new View(4, s2, s3)),
    'vs-skips-acknowledgement',
  ],
  [
    'is too early',
    (vs) =>
      vs
        .ping(s2, 2, v2)
        .check()
        .ping(s2, 2, new View(3, s2, null)),
    'vs-counts-intervals-wrong',
  ],
  [
    'is too late',
    (vs) =>
      vs
        .check()
        .ping(s2, 2, v2)
        .check()
        .ping(s2, 2, v2)
        .check()
        .ask(new View(3, s2, null)),
    'vs-counts-intervals-wrong',
  ],
  [
    'looks for dead servers only when one pings',
    (vs) => vs.check().ping(s2, 2, v2).check().ask(v2),
    'vs-dead-primary-kept',
  ],
  [
    'looks for dead servers once somebody has asked',
    (vs) =>
      vs
        .check()
        .ping(s2, 2, v2)
        .check()
        .ask(v2)
        .ask(new View(3, s2, null)),
    'vs-dead-primary-kept',
  ],
  [
    'never replaces the primary',
    (vs) => vs.check().ping(s2, 2, v2).check().ask(v2).ping(s2, 2, v2).check().ask(v2),
    'vs-dead-primary-kept',
  ],
  [
    'never replaces the backup',
    (vs) => vs.check().ping(s1, 2, v2).check().ask(v2).ping(s1, 2, v2).check().ask(v2),
    'vs-dead-backup-kept',
  ],
  [
    'takes a dead one',
    (vs) =>
      vs
        .check()
        .ping(s1, 2, v2)
        .check()
        .ask(new View(3, s1, s2)),
    'vs-same-pair-again',
  ],
  [
    'puts the dead primary back',
    (vs) =>
      vs
        .check()
        .ping(s2, 2, v2)
        .check()
        .ask(new View(3, s2, s1)),
    'vs-dead-server-in-view',
  ],
  [
    'leaves an idle one out',
    (vs) =>
      vs
        .check()
        .ping(s2, 2, v2)
        .ping(s3, 0, v2)
        .check()
        .ask(new View(3, s2, null)),
    'vs-idle-server-ignored',
  ],
  [
    'takes the asking one',
    (vs) =>
      vs
        .check()
        .ping(s1, 2, v2)
        .ask(v2)
        .check()
        .ask(new View(3, s1, TESTER)),
    'vs-getview-is-no-ping',
  ],
  ['does not answer', (vs) => vs.ping(s1, 2, undefined), 'vs-does-not-answer'],
  ['does not tell the view', (vs) => vs.ask(undefined), 'vs-does-not-answer'],
  [
    'drops a backup that pings',
    (vs) => vs.ping(s2, 2, v2).ping(s3, 0, new View(3, s1, s3)),
    'vs-live-server-left-out',
  ],
])('one that %s', (_what, wrong, cause) => {
  expect(wrong(play).causes[0]).toBe(cause);
});

test('a check timer is set while another one waits, which is told once', () => {
  const timer = new PingCheckTimer();
  const told = (): string[] => play.causes.filter((cause) => cause === 'timers-multiply');
  play.checkAndSet(timer).checkAndSet(timer).checkAndSet(timer, {});
  expect(told()).toEqual([]);
  play.checkAndSet(timer, timer).checkAndSet(timer, timer);
  expect(told()).toEqual(['timers-multiply']);
});
