import { expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import type { StateProfile } from '../testkit/index.js';
import { whatMultipliesStates } from './state-cause.js';

const node = toAddress('server1');

function profile(some: Partial<StateProfile>): StateProfile {
  return { nodes: [], fields: [], messages: [], notIdempotent: [], ...some };
}

function again(what: string, counts: boolean): Pick<StateProfile, 'notIdempotent'> {
  return { notIdempotent: [{ handler: 'PBServer.handleRequest', node, again: what, counts }] };
}

test('a number that goes up whenever a message comes again is a counter', () => {
  const found = whatMultipliesStates(profile(again('server1.seen.get(client1): 1 → 2', true)));
  expect(found?.cause).toBe('state-grows');
  expect(found?.message).toBe(
    'PBServer.handleRequest counts even what it was sent before: ' +
      'server1.seen.get(client1): 1 → 2',
  );
});

test('anything else that a message does again is a handler that is not idempotent', () => {
  const found = whatMultipliesStates(profile(again('server1.queue[1]: added 2', false)));
  expect(found?.cause).toBe('handler-not-idempotent');
});

test('a field of many values grows, one of few does not', () => {
  const field = (values: number): StateProfile =>
    profile({
      fields: [{ node, field: 'pings', values, valuesOrderBlind: values }],
      messages: [{ from: node, message: 'Ping', count: 7 }],
    });
  expect(whatMultipliesStates(field(101))?.message).toBe(
    'server1.pings took 101 different values; server1 sent 7 different Ping messages',
  );
  expect(whatMultipliesStates(field(3))).toBeUndefined();
});
