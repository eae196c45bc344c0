import { expect, test } from 'vitest';
import { createGivenTable } from '../given/index.js';
import { Get, GetResult } from '../given/kvstore.js';
import { GetView } from '../given/lab2.js';
import { toAddress, type Address } from '../lab/index.js';
import type { LabInsight, StoryEffects, StoryMessage, StoryStep } from '../testkit/index.js';
import { diagnoseRun } from './diagnose-run.js';
import { longestStall } from './stall.js';
import { followTrail } from './trail-end.js';

const [c1, s1, s2] = [toAddress('client1'), toAddress('server1'), toAddress('server2')];
const classes = createGivenTable();
const nameOf = (message: object): string => classes.nameOf(message) ?? '?';

let ids = 0;
function toldOf(from: Address, to: Address): StoryMessage {
  return { id: `${ids++}`, from, to, message: new GetView() };
}

function effects(some: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

function command(at: number, ...sends: StoryMessage[]): StoryStep {
  const commands = [new Get('foo')];
  return { kind: 'command', at, node: c1, effects: effects({ commands, sends }) };
}

function deliver(at: number, sent: StoryMessage, some: Partial<StoryEffects> = {}): StoryStep {
  return { kind: 'deliver', at, node: sent.to, message: sent, effects: effects(some) };
}

const answer = { results: [new GetResult('bar')] };

test('the longest stall is the longest wait, and one without end counts to the end', () => {
  const reply = toldOf(s1, c1);
  const story = [command(10), deliver(60, reply, answer), command(70), deliver(90, reply, answer)];
  expect(longestStall(story)).toMatchObject({ from: 10, to: 60, forever: false });
  const hanging: StoryStep = { kind: 'fire', at: 500, node: s1, timer: {}, effects: effects() };
  expect(longestStall([...story, command(100), hanging])).toMatchObject({
    from: 100,
    to: 500,
    forever: true,
  });
});

test('a client that is taken away waits for nothing', () => {
  const story: StoryStep[] = [command(10), { kind: 'crash', at: 900, node: c1 }];
  expect(longestStall(story)).toBeUndefined();
});

test('the trail of a request ends where nothing is sent any more', () => {
  const request = toldOf(c1, s1);
  const forward = toldOf(s1, s2);
  const lost = toldOf(c1, s1);
  const story = [
    command(0, request, lost),
    deliver(1, request, { sends: [forward] }),
    deliver(2, forward),
  ];
  expect(followTrail(story, c1, nameOf)).toEqual([
    { from: c1, to: s1, name: 'GetView', sent: 2, delivered: 1, answered: 1, hops: 0 },
    { from: s1, to: s2, name: 'GetView', sent: 1, delivered: 1, answered: 0, hops: 1 },
  ]);
});

test('a liveness failure is told with its stall, a broken rule with its advice', () => {
  const request = toldOf(c1, s1);
  const story = [command(0, request), deliver(1, request)];
  const insight: LabInsight = {
    monitor: () => ({
      see: ({ at, kind }) =>
        kind === 'deliver' ? [{ at, rule: 'rule 9', message: 'seen', advice: 'do not' }] : [],
    }),
    timeline: () => (step) => (step.kind === 'deliver' ? 'view 1' : undefined),
  };
  const failure = { kind: 'liveness', message: 'client1 waits' } as const;
  expect(diagnoseRun({ failure, story, classes, insight })).toEqual([
    'rule 9    1.0 ms: seen',
    '          do not',
    'stalled   client1 waited 1.0 ms for Get(key=foo), from 0.0 ms to the end',
    '          client1 → server1 GetView ×1: all arrived, and server1 sent nothing on them',
    '          no timer fired meanwhile',
    'timeline  1.0 ms view 1',
  ]);
  const wrong = { kind: 'result', message: 'client1 got' } as const;
  expect(diagnoseRun({ failure: wrong, story, classes, insight }).join()).not.toContain('stalled');
  const thrown = { kind: 'lab', message: 'threw' } as const;
  expect(diagnoseRun({ failure: thrown, story, classes, insight })).toEqual([]);
});
