import { expect, test } from 'vitest';
import type { Address } from '../../../index.js';
import { client, server, TESTER, type StoryMessage, type StoryStep } from '../../../testing.js';
import { GetView, Ping, PING_CHECK_MILLIS } from '../given/lab2.js';
import { VIEW_SERVER } from '../subjects.js';
import { wrongTraffic } from './traffic.js';

const [s1, c1] = [server(1), client(1)];
const NOTHING = { sends: [], results: [], commands: [] };

const RARELY =
  'server1 pings every 100.0 ms, and PING_MILLIS is 25: whoever is silent between two checks ' +
  'counts as dead';

function pings(everyMs: number, untilMs: number, asked: readonly Address[] = []): StoryStep[] {
  const story: StoryStep[] = [{ kind: 'add', at: 0, node: s1, role: 'server', effects: NOTHING }];
  for (let at = everyMs; at <= untilMs; at += everyMs) {
    const sends: StoryMessage[] = [
      { id: `ping ${at}`, from: s1, to: VIEW_SERVER, message: new Ping(1) },
      ...asked.map((from) => ({
        ...{ id: `asked ${at}`, from, to: VIEW_SERVER },
        message: new GetView(),
      })),
    ];
    story.push({ kind: 'fire', at, node: s1, timer: {}, effects: { ...NOTHING, sends } });
  }
  return story;
}

function found(story: readonly StoryStep[]): string[] {
  const failure = { kind: 'count', message: '' } as const;
  const nameOf = (value: object): string => value.constructor.name;
  return wrongTraffic({ failure, story, endsAt: 1000, nameOf }).map(({ message }) => message);
}

test('a server that pings four times more rarely than it has to', () => {
  expect(found(pings(PING_CHECK_MILLIS, 1000))).toEqual([RARELY]);
});

test('timers that multiply', () => {
  expect(found(pings(5, 1000))).toEqual([
    'server1 pinged 200 times in 1000 ms, and its timers fired 200 times',
  ]);
});

test('a client that asks more rarely than a server pings', () => {
  const asks = [200, 400, 600].map((at): StoryStep => {
    const sends = [{ id: `asked ${at}`, from: c1, to: VIEW_SERVER, message: new GetView() }];
    return { kind: 'fire', at, node: c1, timer: {}, effects: { ...NOTHING, sends } };
  });
  expect(found([...pings(PING_CHECK_MILLIS, 1000), ...asks])).toEqual([RARELY]);
});

test('a test that asks for the view is no client', () => {
  expect(found(pings(25, 1000, [TESTER]))).toEqual([]);
});
