import { expect, test } from 'vitest';
import { Append, AppendResult, Put, PutOk } from '../../../kvstore.js';
import { client, type StoryStep } from '../../../testing.js';
import { SERVER } from '../subjects.js';
import { insight } from './index.js';

const c1 = client(1);
const nothing = { sends: [], results: [], commands: [] };
const sent = { id: '1', from: c1, to: SERVER, message: {} };

function saidOf(story: readonly StoryStep[], endsAt: number): string[] {
  const failure = { kind: 'liveness', message: '' } as const;
  return insight
    .explain({ failure, story, endsAt, nameOf: () => 'object' })
    .map(({ cause, message }) => `${cause}: ${message}`);
}

function asks(...sends: (typeof sent)[]): StoryStep {
  const effects = { ...nothing, commands: [new Put('foo', 'bar')], sends };
  return { kind: 'command', at: 10, node: c1, effects };
}

test('a client that sends nothing at all', () => {
  expect(saidOf([asks()], 10)).toEqual([
    'lost-request: client1 waits and has sent its command to nobody',
  ]);
});

test('a client that sends its command once', () => {
  const late: StoryStep = { kind: 'fire', at: 900, node: SERVER, timer: {}, effects: nothing };
  expect(saidOf([asks(sent), late], 5000)).toEqual([
    'lost-request: client1 sent its command once, and has sent nothing since 10.0 ms: ' +
      'no answer came',
  ]);
});

test('nothing is said of a client that goes on trying, or has its result', () => {
  const effects = { ...nothing, sends: [sent] };
  const again: StoryStep = { kind: 'fire', at: 4900, node: c1, timer: {}, effects };
  const answered = { ...nothing, results: [new PutOk()] };
  const done: StoryStep = { kind: 'fire', at: 20, node: c1, timer: {}, effects: answered };
  expect(saidOf([asks(sent), again], 5000)).toEqual([]);
  expect(saidOf([asks(sent), done], 5000)).toEqual([]);
});

test('a server that gets the command again and again and sends nothing back', () => {
  const story: StoryStep[] = [asks(sent)];
  for (let at = 100; at < 1000; at += 100) {
    const effects = { ...nothing, sends: [sent] };
    story.push({ kind: 'fire', at, node: c1, timer: {}, effects });
    story.push({ kind: 'deliver', at: at + 1, node: SERVER, message: sent, effects: nothing });
  }
  expect(saidOf(story, 1000)).toEqual([
    'lost-request: the command of client1 arrived 9 times, and nothing was sent back',
  ]);
});

test('an append that stands in its result twice was executed twice', () => {
  const append = { ...nothing, commands: [new Append('foo', 'x,')], sends: [sent] };
  const answer = { id: '2', from: SERVER, to: c1, message: {} };
  const results = [new AppendResult('x,x,')];
  const replies = { ...nothing, sends: [answer] };
  const story: StoryStep[] = [
    { kind: 'command', at: 1, node: c1, effects: append },
    { kind: 'deliver', at: 2, node: SERVER, message: sent, effects: replies },
    { kind: 'deliver', at: 3, node: c1, message: answer, effects: { ...nothing, results } },
  ];
  const failure = { kind: 'result', message: '' } as const;
  const [found] = insight.explain({ failure, story, endsAt: 3, nameOf: () => 'object' });
  expect(found?.cause).toBe('executed-twice');
});
