import { expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import type { StateProfile } from '../testkit/index.js';
import { whatMultipliesStates } from './state-cause.js';

const node = toAddress('server1');
const GOAL = { kind: 'goal' } as const;

function profile(some: Partial<StateProfile>): StateProfile {
  return { nodes: [], fields: [], messages: [], notIdempotent: [], ...some };
}

function again(what: string, counts: boolean): Pick<StateProfile, 'notIdempotent'> {
  return { notIdempotent: [{ handler: 'PBServer.handleRequest', node, again: what, counts }] };
}

test('a number that goes up whenever a message comes again is a counter', () => {
  const found = whatMultipliesStates(
    profile(again('server1.seen.get(client1): 1 → 2', true)),
    GOAL,
  );
  expect(found?.cause).toBe('state-grows');
  expect(found?.message).toBe(
    'PBServer.handleRequest counts even a message that it has had before: ' +
      'server1.seen.get(client1): 1 → 2',
  );
});

test('anything else that a message does again is a handler that is not idempotent', () => {
  const queues = profile(again('server1.queue[1]: added 2', false));
  expect(whatMultipliesStates(queues, { kind: 'limit' })?.cause).toBe('handler-not-idempotent');
  expect(whatMultipliesStates(queues, GOAL)).toBeUndefined();
});

test('a field that counts grows; one of many values need not', () => {
  const field = (values: number, grows = false): StateProfile =>
    profile({
      fields: [{ node, field: 'pings', values, valuesOrderBlind: values, grows }],
      messages: [{ from: node, message: 'Ping', count: 7 }],
    });
  expect(whatMultipliesStates(field(101, true), GOAL)?.message).toBe(
    'server1.pings took 101 different values; server1 sent 7 different Ping messages',
  );
  expect(whatMultipliesStates(field(79), GOAL)).toBeUndefined();
});

test('a timer that sets two of itself multiplies, whatever else there is', () => {
  const twice = { handler: 'PBClient.onClientTimer', node, sets: 2 };
  const found = whatMultipliesStates(
    profile({ multiplied: [twice], ...again('server1.seen: 1 → 2', true) }),
    GOAL,
  );
  expect(found?.cause).toBe('timers-multiply');
});

test('growth is to blame where all states were to be covered, and may be for a goal', () => {
  const of = (kind: 'goal' | 'limit'): string | undefined =>
    whatMultipliesStates(profile(again('server1.seen: 1 → 2', true)), { kind })?.advice;
  expect(of('goal')).toMatch(/may be why/);
  expect(of('limit')).not.toMatch(/may be/);
});

test('a search that holds the growth back shows whether it keeps a goal from being found', () => {
  const names = ['server1.pings', 'viewserver.seen', 'Server.onTick'];
  const of = (showed: 'the goal' | 'every state' | 'nothing', steps?: number) => {
    const heldBack = { names, showed, states: 5580, steps };
    return whatMultipliesStates(profile(again('server1.seen: 1 → 2', true)), GOAL, heldBack);
  };
  expect(of('the goal', 31)?.advice).toMatch(
    /goal was not found: with server1.pings, viewserver.seen and 1 more held back, it is found/,
  );
  expect(of('every state')?.advice).toMatch(/is not why .* all 5.580 reachable states are covered/);
  expect(of('nothing')?.advice).toMatch(/may be why/);
});
