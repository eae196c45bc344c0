import { expect, test } from 'vitest';
import type { Trace, TraceEvent } from '../trace/index.js';
import { traceShape } from './trace-shape.js';

type Action = TraceEvent['action'];

const envelope = (from: string, to: string, message: string): never =>
  ({ from, to, message }) as never;
const deliver = (from: string, to: string, message = 'Request'): Action => ({
  kind: 'deliver',
  envelope: envelope(from, to, message),
});
const crash = (node: string): Action => ({ kind: 'crash', node: node as never });

function shapeOf(actions: readonly Action[], verdict: object = {}): string {
  const events = actions.map((action) => ({ action }));
  return traceShape({ events, startLength: 1, verdict } as unknown as Trace);
}

const START = crash('nobody');
const story = [START, deliver('client1', 'server1'), crash('server1')];

test('is the same whatever classes and servers are called, and however often is sent again', () => {
  const other = [
    crash('whoever'),
    deliver('client2', 'server2/paxos', 'Op'),
    deliver('client3', 'server1', 'Op'),
    crash('server2'),
  ];
  expect(shapeOf(other)).toBe(shapeOf(story));
});

test('is another one when something else happens, in another order, or ends in another way', () => {
  const others = [
    shapeOf([START, crash('server1'), deliver('client1', 'server1')]),
    shapeOf([START, deliver('server1', 'client1'), crash('server1')]),
    shapeOf([START, deliver('client1', 'server1')]),
    shapeOf(story, { kind: 'invariant', predicate: 'results as expected' }),
  ];
  expect(new Set([shapeOf(story), ...others]).size).toBe(5);
});
