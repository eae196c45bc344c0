import { beforeEach, expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Append, Put } from '../../../kvstore.js';
import { Ping, View, ViewReply } from '../given/lab2.js';
import { client, server, type Finding, type StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { OrderMonitor } from './order-monitor.js';

class KVStore {
  readonly values: Map<string, string>;
  constructor(value: string) {
    this.values = new Map([['k', value]]);
  }
}

class State {
  readonly store: KVStore;
  constructor(value: string) {
    this.store = new KVStore(value);
  }
}

class Forward extends Message {
  readonly command: Append;
  constructor(value: string) {
    super();
    this.command = new Append('k', value);
  }
}

const [s1, s2] = [server(1), server(2)];
const c1 = client(1);
let monitor: OrderMonitor;
let findings: Finding[];
let at: number;

function see(step: object): void {
  findings.push(...monitor.see({ at: at++, ...step } as StoryStep));
}

function effects(value: string | undefined, ...sends: object[]): object {
  const state = value === undefined ? undefined : new State(value);
  return { sends, results: [], commands: [], state };
}

/** A server holds this now. */
function holds(node: Address, value: string): void {
  see({ kind: 'fire', node, timer: {}, effects: effects(value) });
}

function forward(value: string, held: string): void {
  const sent = { id: `${at}`, from: s1, to: s2, message: new Forward(value) };
  see({ kind: 'fire', node: s1, timer: {}, effects: effects(held, sent) });
}

/** View 2 {server1, server2}, of which both know; a client appends x, y and z. */
beforeEach(() => {
  monitor = new OrderMonitor((value) => value.constructor.name);
  findings = [];
  at = 0;
  for (const node of [s1, s2]) {
    const ping = { id: `ping ${node}`, from: node, to: VIEW_SERVER, message: new Ping(0) };
    see({ kind: 'add', node, role: 'server', effects: effects('', ping) });
    const news = { from: VIEW_SERVER, to: node, message: new ViewReply(new View(2, s1, s2)) };
    see({ kind: 'deliver', node, message: { id: `${at}`, ...news }, effects: effects('') });
  }
  const commands = ['x', 'y', 'z'].map((value) => new Append('k', value));
  see({ kind: 'command', node: c1, effects: { sends: [], results: [], commands } });
});

const causes = (): string[] => findings.map(({ cause }) => cause);

test('several operations at the backup at once are right when one order is kept', () => {
  forward('x', '');
  forward('y', '');
  holds(s2, 'x');
  holds(s2, 'xy');
  holds(s1, 'x');
  holds(s1, 'xy');
  expect(causes()).toEqual([]);
});

test('of two that were there at once, the primary executes the second first', () => {
  forward('x', '');
  forward('y', '');
  holds(s2, 'xy');
  holds(s1, 'y');
  expect(causes()).toEqual(['two-in-flight']);
  expect(findings[0]?.message).toContain('while Append(key:k,value:x) was on its way there');
});

test('a primary that goes on to the next and never executes the one before', () => {
  forward('x', '');
  holds(s2, 'x');
  const late = { id: `${at}`, from: s2, to: s1, message: new State('') };
  see({ kind: 'deliver', node: s1, message: late, effects: effects('') });
  forward('y', '');
  holds(s2, 'xy');
  expect(causes()).toEqual([]);
  holds(s1, 'y');
  expect(causes()).toEqual(['two-in-flight']);
  expect(findings[0]?.message).toContain(
    "server1 sent server2 the writes of 'x' and then 'y' to k; server2 executed both, and",
  );
});

test('what its backup had before their view is nothing that a primary skipped', () => {
  forward('y', '');
  holds(s2, 'xy');
  holds(s1, 'y');
  expect(causes()).toEqual([]);
});

test('a backup that lacks an operation executes nothing in another order', () => {
  holds(s1, 'xy');
  holds(s2, 'y');
  expect(causes()).toEqual([]);
});

test('what is sorted at the backup stands in another order there', () => {
  holds(s1, 'zxy');
  holds(s2, 'zyx');
  expect(causes()).toEqual(['two-in-flight']);
  holds(s2, 'zyxx');
  expect(causes()).toHaveLength(1);
});

/** Server 2 gets something from its primary and holds this then. */
function gets(value: string): void {
  const message = { id: `${at}`, from: s1, to: s2, message: new State(value) };
  see({ kind: 'deliver', node: s2, message, effects: effects(value) });
}

test('a write that the next one takes away was computed on the same value', () => {
  for (const value of ['z', 'zx', 'zy']) gets(value);
  expect(causes()).toEqual(['two-in-flight']);
  expect(findings[0]?.message).toContain(
    "server2 held 'zx' under k, and what came next from server1 appended 'y' to the value before",
  );
  gets('zx');
  expect(causes()).toHaveLength(1);
});

test('what a client puts may take away what was appended', () => {
  const commands = [new Put('k', 'zy')];
  see({ kind: 'command', node: c1, effects: { sends: [], results: [], commands } });
  for (const value of ['z', 'zx', 'zy']) gets(value);
  expect(causes()).toEqual([]);
});

test('a state that comes again, or from before, takes away all that came after it', () => {
  for (const value of ['z', 'zx', 'z', 'zy', 'zyx', 'z']) gets(value);
  expect(causes()).toEqual([]);
});

test('a store that is a list of pairs is read by its keys', () => {
  const pairs: [string, string][] = [];
  for (const [key, value] of Object.entries({ k: 'x', l: 'y', m: 'z' })) {
    pairs.push([key, value]);
    const state = { store: Object.assign(new KVStore(''), { values: [...pairs] }) };
    const message = { id: `${at}`, from: s1, to: s2, message: new Forward(value) };
    const made = { sends: [], results: [], commands: [], state };
    see({ kind: 'deliver', node: s2, message, effects: made });
  }
  expect(causes()).toEqual([]);
});

/** A client puts these, and another one appends to what was put. */
function writes(put: readonly string[], appended: readonly string[]): void {
  const commands = [
    ...put.map((value) => new Put('k', value)),
    ...appended.map((value) => new Append('k', value)),
  ];
  see({ kind: 'command', node: c1, effects: { sends: [], results: [], commands } });
}

test('a put and an append that were there at once, in different orders', () => {
  writes(['<1>'], ['<2>']);
  forward('<1>', '');
  forward('<2>', '');
  holds(s2, '<1>');
  holds(s2, '<1><2>');
  holds(s1, '<2>');
  expect(causes()).toEqual(['two-in-flight']);
});

test('what a put took away is in no other order', () => {
  writes(['<1>', '<4>'], ['<2>', '<3>']);
  forward('<4>', '<1><2>');
  forward('<3>', '<1><2>');
  holds(s1, '<1><2>');
  holds(s2, '<1><2>');
  holds(s2, '<4><3>');
  holds(s1, '<4>');
  expect(causes()).toEqual([]);
});

test('a value that is written more than once says nothing of a put', () => {
  writes(['<1>', '<4>'], ['<2>', '<2>']);
  forward('<4>', '');
  forward('<2>', '');
  holds(s1, '<2>');
  holds(s2, '<4><2>');
  expect(causes()).toEqual([]);
});

/** Server 2 executes the put of a value. */
function puts(value: string, held: string): void {
  const command = new Put('k', value);
  const message = Object.assign(new Forward(''), { command });
  const sent = { id: `${at}`, from: s1, to: s2, message };
  see({ kind: 'deliver', node: s2, message: sent, effects: effects(held) });
}

test('a put hides what it was executed after, and the order shows all the same', () => {
  writes(['<1>'], ['<2>']);
  holds(s2, '<2>');
  puts('<1>', '<1>');
  expect(causes()).toEqual([]);
  holds(s1, '<1>');
  expect(causes()).toEqual([]);
  holds(s1, '<1><2>');
  expect(causes()).toEqual(['two-in-flight']);
});

test('a backup that has gone on to the next view wrote in that order before', () => {
  holds(s2, 'xy');
  const news = { from: VIEW_SERVER, to: s2, message: new ViewReply(new View(3, s2, null)) };
  see({ kind: 'deliver', node: s2, message: { id: 'news', ...news }, effects: effects('xy') });
  holds(s1, 'yx');
  expect(causes()).toEqual(['two-in-flight']);
});

test('a state that replaces another says nothing of the order in which that was written', () => {
  writes(['<1>'], ['<2>']);
  holds(s2, '<2>');
  const piece = { id: 'piece', from: s1, to: s2, message: new State('') };
  Object.assign(piece.message, { store: ['<1>'] });
  see({ kind: 'deliver', node: s2, message: piece, effects: effects('<1>') });
  holds(s1, '<1>');
  holds(s1, '<1><2>');
  expect(causes()).toEqual([]);
});
