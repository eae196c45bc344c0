import { expect, test } from 'vitest';
import { toAddress, type Address } from '../lab/index.js';
import type { Failure, Finding, Harms, StoryMessage, StoryStep } from '../testkit/index.js';
import { ranked } from './rank.js';

const [c1, s1, s2] = [toAddress('client1'), toAddress('server1'), toAddress('server2')];
const asked = { kind: 'command' } as const;
const answer = { results: [{}] };
const wrong: Failure = { kind: 'result', message: '' };

function message(id: string, from: Address, to: Address): StoryMessage {
  return { id, from, to, message: {} };
}

function step(at: number, node: Address, rest: object, did: object = {}): StoryStep {
  const effects = { sends: [], results: [], commands: [], ...did };
  const told: object = { at, node, kind: 'fire', timer: {}, ...rest, effects };
  return told as StoryStep;
}

function found(cause: Finding['cause'], at: number, harms: Harms, until?: number): Finding {
  return { at, until, harms, cause, rule: '', message: '', advice: '' };
}

const request = message('request', c1, s1);
const reply = message('reply', s1, c1);
/** server1 answers client1; server2 has nothing to do with it. */
const story = [
  step(1, c1, asked, { commands: [{}], sends: [request] }),
  step(2, s2, {}),
  step(3, s1, { kind: 'deliver', message: request }, { sends: [reply] }),
  step(4, c1, { kind: 'deliver', message: reply }, answer),
  step(5, s1, {}),
];
const causes = (all: readonly Finding[]): string[] => all.map(({ cause }) => cause);

test('what cannot bring about such a failure is left out', () => {
  const all = [found('two-in-flight', 3, { wrong: 1 }), found('lost-request', 3, { stuck: 1 })];
  const waiting: Failure = { kind: 'liveness', message: '' };
  const wait = [step(1, c1, asked, { commands: [{}] }), step(9, s1, {})];
  const of = (failure: Failure, told: readonly StoryStep[]): string[] =>
    causes(ranked(all, { failure, story: told, isNeeded: false, endsAt: 9 }));
  expect(of(wrong, story)).toEqual(['two-in-flight']);
  expect(of(waiting, wait)).toEqual(['lost-request']);
  expect(of({ kind: 'lab', message: '' }, story)).toEqual([]);
});

test('no effect comes before its cause, and none of what another node did unseen', () => {
  const all = [
    found('stale-forward-accepted', 5, { wrong: 1 }),
    found('transfer-late', 2, { wrong: 1 }),
    found('executed-twice', 3, { wrong: 2 }),
  ];
  const told = { failure: wrong, story, isNeeded: true, endsAt: 5 };
  expect(causes(ranked(all, told))).toEqual(['executed-twice']);
});

test('a command comes after every result that was there by then', () => {
  const later = [...story, step(6, s2, asked, { commands: [{}] }), step(7, s2, {}, answer)];
  const told = { failure: wrong, story: later, isNeeded: true, endsAt: 7 };
  expect(causes(ranked([found('executed-twice', 3, { wrong: 1 })], told))).toHaveLength(1);
});

test('of what the failure needs the first is the root; of a whole run the last is nearest', () => {
  const all = [found('executed-twice', 1, { wrong: 1 }), found('transfer-late', 3, { wrong: 1 })];
  const told = { failure: wrong, story, endsAt: 5 };
  expect(causes(ranked(all, { ...told, isNeeded: true }))).toEqual(['executed-twice']);
  expect(causes(ranked(all, { ...told, isNeeded: false }))).toEqual(['transfer-late']);
});

test('what harms more directly goes first, whenever it was', () => {
  const all = [found('vs-wrong-primary', 1, { wrong: 2 }), found('transfer-late', 3, { wrong: 1 })];
  const told = { failure: wrong, story, isNeeded: true, endsAt: 5 };
  expect(causes(ranked(all, told))[0]).toBe('transfer-late');
});

test('what explains a wait lasts into it', () => {
  const failure: Failure = { kind: 'liveness', message: '' };
  const told = [step(100, c1, asked, { commands: [{}] }), step(900, s1, {})];
  const isNamed = (at: number, until?: number): boolean => {
    const all = [found('vs-idle-server-ignored', at, { stuck: 1 }, until)];
    return ranked(all, { failure, story: told, isNeeded: false, endsAt: 900 }).length > 0;
  };
  expect(isNamed(10, 90)).toBe(false);
  expect(isNamed(10, 200)).toBe(false);
  expect(isNamed(10, 700)).toBe(true);
  expect(isNamed(800, Infinity)).toBe(true);
  expect(isNamed(10)).toBe(false);
  expect(isNamed(300)).toBe(true);
});

test('a missing handler is for whoever sent the message there, and no other fault of the code', () => {
  const all = [found('vs-getview-is-no-ping', 2, { wrong: 1, misled: 1 })];
  const of = (failure: Failure): string[] =>
    causes(ranked(all, { failure, story, isNeeded: true, endsAt: 5 }));
  const fault = (kind: 'no-handler' | 'exception'): Failure => {
    return { kind: 'lab', message: '', fault: { kind, message: '' } };
  };
  expect(of(fault('no-handler'))).toEqual(['vs-getview-is-no-ping']);
  expect(of(fault('exception'))).toEqual([]);
});

test('a run without end is explained by what never ends', () => {
  const all = [found('answered-without-servers', 1, { wrong: 1, endless: 1 })];
  const limit: Failure = { kind: 'limit', limit: 'events', message: '' };
  const told = { failure: limit, story, isNeeded: false, endsAt: 5 };
  expect(causes(ranked(all, told))).toEqual(['answered-without-servers']);
});
