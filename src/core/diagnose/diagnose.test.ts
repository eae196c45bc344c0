import { expect, test } from 'vitest';
import { Get, GetResult } from '../given/kvstore.js';
import { GetView, Ping, PingTimer, sampleTable } from './sample-messages.fixture.js';
import type { LabFaultData } from '../support/index.js';
import { toAddress, type Address } from '../lab/index.js';
import type {
  Failure,
  LabInsight,
  StoryEffects,
  StoryMessage,
  StoryStep,
} from '../testkit/index.js';
import { causeOf, diagnoseRun } from './diagnose.js';
import { longestStall } from './stall.js';
import { StoryRecorder } from './story-recorder.js';
import { TimerCounts } from './timer-counts.js';
import { followTrail } from './trail-end.js';

const [c1, s1, s2] = [toAddress('client1'), toAddress('server1'), toAddress('server2')];
const classes = sampleTable();
const fires = new TimerCounts();
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
  expect(longestStall(story, 100)).toMatchObject({ from: 10, to: 60, forever: false });
  const hanging: StoryStep = { kind: 'fire', at: 500, node: s1, timer: {}, effects: effects() };
  const waiting = [...story, command(100), hanging];
  expect(longestStall(waiting, undefined)).toMatchObject({ from: 100, to: 500, forever: true });
  expect(longestStall(waiting, 30_000)).toMatchObject({ from: 100, to: 30_000, forever: true });
});

test('a client that is taken away waits for nothing', () => {
  const story: StoryStep[] = [command(10), { kind: 'crash', at: 900, node: c1 }];
  expect(longestStall(story, 900)).toBeUndefined();
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

test('a liveness failure is told with its cause and its stall', () => {
  const request = toldOf(c1, s1);
  const story = [command(0, request), deliver(1, request)];
  const said = { rule: 'rule 9', message: 'seen', advice: 'do not', harms: { stuck: 1 } };
  const seen = { at: 1, cause: 'lost-request', ...said };
  const insight: LabInsight = {
    broken: () => [],
    explain: ({ failure: { kind } }) => (kind === 'liveness' ? [seen] : []),
    timeline: () => (step) => (step.kind === 'deliver' ? 'view 1' : undefined),
  };
  const evidence = { story, classes, insight, fires, told: undefined, isWhole: true };
  const failure = { kind: 'liveness', message: 'client1 waits' } as const;
  expect(diagnoseRun({ ...evidence, failure })).toEqual({
    cause: { cause: 'lost-request', atMs: 1, rule: 'rule 9', message: 'seen', advice: 'do not' },
    stall: {
      ...{ client: 'client1', command: 'Get(key=foo)', fromMs: 0, toMs: 1, isForever: true },
      legs: [
        {
          ...{ from: 'client1', to: 'server1', name: 'GetView', hops: 0 },
          ...{ sent: 1, delivered: 1, answered: 0 },
        },
      ],
      timers: [],
    },
    timeline: { earlier: 0, entries: [{ atMs: 1, text: 'view 1' }] },
  });
  const wrong = { kind: 'result', message: 'client1 got' } as const;
  expect(diagnoseRun({ ...evidence, failure: wrong })).toEqual({
    timeline: { earlier: 0, entries: [{ atMs: 1, text: 'view 1' }] },
  });
});

test('a fault of the code tells its cause by itself', () => {
  const message = 'whatever it says';
  const fault = (kind: LabFaultData['kind'], cause?: LabFaultData['cause']): Failure => {
    return { kind: 'lab', message, fault: { kind, message, cause } };
  };
  expect(causeOf(fault('load', 'randomness'), undefined)).toBe('randomness');
  expect(causeOf(fault('call', 'send-to-null'), {})).toBe('send-to-null');
  expect(causeOf(fault('exception'), undefined)).toBe('handler-throws');
  expect(causeOf(fault('load'), undefined)).toBeUndefined();
  expect(causeOf({ kind: 'purity', message }, undefined)).toBe('state-outside-node');
  expect(causeOf({ kind: 'result', message }, { otherEnd: 'it passed' })).toBe(
    'state-outside-node',
  );
});

test('a run that ended at its limit of events is told which timer multiplied', () => {
  const recorder = new StoryRecorder();
  const armed = { owner: s1, timer: new PingTimer(), minMs: 0, maxMs: 0, setMs: 0, atMs: 0 };
  for (let id = 0; id < 2000; id++) recorder.onFire({ ...armed, id }, id / 100);
  const failure = { kind: 'limit', limit: 'events', message: 'whatever it says' } as const;
  const diagnosis = diagnoseRun({
    failure,
    story: recorder.steps,
    classes,
    insight: undefined,
    told: undefined,
    isWhole: true,
    fires: recorder.fires,
  });
  expect(diagnosis.cause?.cause).toBe('timers-multiply');
  expect(diagnosis.cause?.message).toContain('the PingTimer of server1 fired 2000 times');
});

test('timers that differ, each again and again, are told to end with what they are about', () => {
  const recorder = new StoryRecorder();
  const timers = [new PingTimer(), new PingTimer(), new PingTimer(), new PingTimer()];
  const all = [...timers, new PingTimer(), new PingTimer()].map((timer, about) => {
    return Object.assign(timer, { about });
  });
  for (let id = 0; id < 2000; id++) {
    const timer = all[id % all.length] as PingTimer;
    const armed = { owner: s1, timer, minMs: 0, maxMs: 0, setMs: 0, atMs: 0, id };
    recorder.onFire(armed, id / 100);
  }
  const failure = { kind: 'limit', limit: 'events', message: 'whatever it says' } as const;
  const { steps: story, fires: counted } = recorder;
  const rest = { classes, insight: undefined, told: undefined, isWhole: true };
  const { cause } = diagnoseRun({ failure, story, fires: counted, ...rest });
  expect(cause?.cause).toBe('timers-multiply');
  expect(cause?.advice).toMatch(/ends with it/);
});

test('who waits is told of a run that is too long to be kept', () => {
  const recorder = new StoryRecorder();
  const armed = { owner: s1, timer: new PingTimer(), minMs: 0, maxMs: 0, setMs: 0, atMs: 0 };
  recorder.onCommand(c1, new Get('foo'), 1);
  for (let id = 0; id < 260_000; id++) recorder.onFire({ ...armed, id }, id / 10);
  expect(recorder.steps.length).toBeLessThan(100_000);
  const { isWhole, steps: story, fires: counted } = recorder;
  expect(isWhole).toBe(false);
  const failure = { kind: 'liveness', message: '', atMs: 26_000 } as const;
  const rest = { classes, insight: undefined, told: undefined, isWhole, fires: counted };
  const { stall } = diagnoseRun({ failure, story, ...rest });
  expect(stall).toMatchObject({ client: c1, fromMs: 1, toMs: 26_000, isForever: true, legs: [] });
});

test('messages that are ever more within an instant are told, though hardly a timer fires', () => {
  // Each message begets ten; what is kept at the end is less than three generations.
  const story: StoryStep[] = [];
  const sent = (id: number, generation: number): StoryMessage =>
    generation % 2 === 0
      ? { id: `${id}`, from: c1, to: s1, message: new GetView() }
      : { id: `${id}`, from: s1, to: c1, message: new Ping(1) };
  for (let id = 0, generation = 0, next = 10; id < 11_110; id++) {
    if (id === next) [generation, next] = [generation + 1, next * 10 + 10];
    const sends = Array.from({ length: 10 }, (_, i) => sent(10 * id + 10 + i, generation + 1));
    story.push(deliver(id / 1000, sent(id, generation), { sends }));
  }
  const recorder = new StoryRecorder();
  const armed = { owner: s1, timer: new PingTimer(), minMs: 0, maxMs: 0, setMs: 0, atMs: 0 };
  for (let id = 0; id < 29; id++) recorder.onFire({ ...armed, id }, id);
  const failure = { kind: 'limit', limit: 'events', message: 'whatever it says' } as const;
  const rest = { classes, insight: undefined, told: undefined, isWhole: true };
  const { cause } = diagnoseRun({ failure, story, fires: recorder.fires, ...rest });
  expect(cause?.cause).toBe('messages-multiply');
  expect(cause?.message).toContain('GetView (client1 to server1) → Ping (server1 to client1)');
});

test('a run that ended at its limit of events is told which messages beget each other', () => {
  const loop = Array.from({ length: 2000 }, (_, id): StoryStep => {
    const sent = (number: number): StoryMessage =>
      number % 2 === 0
        ? { id: `${number}`, from: c1, to: s1, message: new GetView() }
        : { id: `${number}`, from: s1, to: c1, message: new Ping(1) };
    return deliver(id, sent(id), { sends: [sent(id + 1)] });
  });
  const failure = { kind: 'limit', limit: 'events', message: 'whatever it says' } as const;
  const rest = { classes, insight: undefined, told: undefined, isWhole: true, fires };
  const diagnosis = diagnoseRun({ failure, story: loop, ...rest });
  expect(diagnosis.cause?.cause).toBe('messages-multiply');
  expect(diagnosis.cause?.message).toContain(
    'GetView (client1 to server1) → Ping (server1 to client1) → GetView (client1 to server1) again',
  );
});
