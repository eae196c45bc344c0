import { describe, expect, it } from 'vitest';
import { Get, GetResult } from '../given/kvstore.js';
import { GetView, Ping, PingTimer, sampleTable } from './sample-messages.fixture.js';
import { toAddress } from '../lab/index.js';
import type { Finding, LabInsight, RunOutcome, StoryEffects, StoryStep } from '../testkit/index.js';
import { compareRuns } from './compare-runs.js';
import type { Comparison } from './comparison.js';

const [c1, s1, s2] = [toAddress('client1'), toAddress('server1'), toAddress('server2')];
const classes = sampleTable();

function effects(some: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

function sent(from: typeof c1, to: typeof c1, message: object) {
  return { id: '', from, to, message };
}

function deliver(at: number, message: object, some: Partial<StoryEffects> = {}): StoryStep {
  return { kind: 'deliver', at, node: s1, message: sent(c1, s1, message), effects: effects(some) };
}

function fire(at: number, node = s1): StoryStep {
  return { kind: 'fire', at, node, timer: new PingTimer(), effects: effects() };
}

function ask(at: number, key: string): StoryStep {
  return { kind: 'command', at, node: c1, effects: effects({ commands: [new Get(key)] }) };
}

function outcome(seed: number): RunOutcome {
  return { seed, verdict: 'passed', virtualMs: 0, events: 0, options: {} };
}

function compared(
  failing: readonly StoryStep[],
  other: readonly StoryStep[],
  insight?: LabInsight,
): Comparison {
  const [ours, theirs] = [outcome(1), outcome(2)];
  return compareRuns(
    { outcome: ours, story: failing },
    { outcome: theirs, story: other },
    classes,
    insight,
  );
}

describe('the first step that is another', () => {
  it('is none when the other run takes every step, whatever it does afterwards', () => {
    const story = [fire(1), deliver(2, new GetView())];
    expect(compared(story, [...story, fire(3)])).toMatchObject({
      divergence: undefined,
      alike: 2,
      steps: 2,
    });
  });

  it('is not the order of what different nodes do', () => {
    const { divergence } = compared([fire(1, s1), fire(2, s2)], [fire(1, s2), fire(2, s1)]);
    expect(divergence).toBeUndefined();
  });

  it('is a race when each run takes the step of the other later', () => {
    const failing = [fire(1), deliver(2, new GetView()), deliver(3, new Ping(1))];
    const other = [fire(1), deliver(2, new Ping(1)), deliver(4, new GetView())];
    const { divergence, alike } = compared(failing, other);
    expect(alike).toBe(1);
    expect(divergence).toMatchObject({
      node: 'server1',
      first: 1,
      isLoss: false,
      later: { failing: 3, other: 4 },
    });
    expect(divergence?.steps.map(({ failing: step }) => step?.text)).toEqual([
      'PingTimer() fires',
      'gets GetView() from client1',
      'gets Ping(viewNum=1) from client1',
    ]);
  });

  it('is one that the other run never takes, or that the network lost', () => {
    const lost: StoryStep = {
      kind: 'lose',
      at: 2,
      node: s1,
      message: sent(c1, s1, new GetView()),
      reason: 'lost',
    };
    expect(compared([deliver(2, new GetView())], []).divergence).toMatchObject({
      isLoss: false,
      later: { failing: undefined, other: undefined },
    });
    const { divergence } = compared([lost], [deliver(2, new GetView())]);
    expect(divergence?.isLoss).toBe(true);
    expect(divergence?.steps[0]?.failing?.text).toBe('misses GetView() from client1');
  });

  it('is looked for by class alone when the clients ask for other things', () => {
    const failing = [ask(0, 'foo'), deliver(1, new Ping(7))];
    const other = [ask(0, 'bar'), deliver(1, new Ping(8)), deliver(2, new GetView())];
    expect(compared(failing, other)).toMatchObject({
      otherCommands: true,
      divergence: undefined,
      reaction: undefined,
      result: undefined,
    });
    // One run may simply not have come as far.
    expect(compared(failing, failing.slice(0, 1)).otherCommands).toBe(false);
  });
});

describe('the first reaction that is another', () => {
  const sends = [sent(s1, c1, new Ping(1))];

  it('is that to something that both runs have once', () => {
    const failing = [deliver(1, new Ping(5)), deliver(2, new GetView(), { sends })];
    const other = [deliver(1, new Ping(5)), deliver(9, new GetView())];
    expect(compared(failing, other).reaction).toEqual({
      node: 'server1',
      event: 'gets GetView() from client1',
      failing: { atMs: 2, does: ['sends Ping(viewNum=1) to client1'] },
      other: { atMs: 9, does: [] },
    });
  });

  it('says nothing of what happens again and again', () => {
    const failing = [deliver(1, new GetView()), deliver(2, new GetView(), { sends })];
    const other = [deliver(1, new GetView())];
    expect(compared(failing, other).reaction).toBeUndefined();
  });
});

it('tells the first other result, change on the timeline, and broken rule', () => {
  const insight: LabInsight = {
    broken: (story) =>
      story
        .filter(({ node, kind }) => node === s2 && kind === 'fire')
        .map(({ at }): Finding => {
          const said = {
            cause: 'executed-twice',
            rule: 'rule 9',
            message: 'seen',
            advice: '',
          } as const;
          return { at, ...said, harms: {} };
        }),
    explain: () => [],
    timeline: () => (step) => (step.kind === 'fire' ? `view of ${step.node}` : undefined),
  };
  const answer = (value: string): StoryStep =>
    deliver(3, new GetView(), { results: [new GetResult(value)] });
  const failing = [answer('x'), fire(4), fire(5, s2)];
  const other = [answer('y'), fire(4), { kind: 'crash', at: 6, node: s2 } as const];
  const { result, timeline, rules } = compared(failing, other, insight);
  expect(result).toEqual({
    client: 'server1',
    failing: { atMs: 3, text: 'GetResult(value=x)' },
    other: { atMs: 3, text: 'GetResult(value=y)' },
  });
  expect(timeline).toEqual({
    failing: { atMs: 5, text: 'view of server2' },
    other: { atMs: 6, text: 'server2 gone' },
  });
  expect(rules).toEqual([{ rule: 'rule 9', failing: { atMs: 5, text: 'seen' }, other: undefined }]);
});
