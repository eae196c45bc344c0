import { expect, test } from 'vitest';
import { Message, type Command, type Result } from '../../../index.js';
import { Append, AppendResult, Get, KeyNotFound, Put, PutOk } from '../../../kvstore.js';
import { client, server, type StoryStep } from '../../../testing.js';
import { ClientMonitor } from './client-monitor.js';

class Reply extends Message {}

const [c1, s1, s2] = [client(1), server(1), server(2)];

/**
 * A client that has its commands answered one after the other, each by a server, which may keep
 * what it answered.
 */
function causes(
  ...answered: readonly (readonly [Command, Result, typeof s1, Result?])[]
): string[] {
  const monitor = new ClientMonitor((value) => value.constructor.name);
  let at = 0;
  const see = (step: object, did: object): string[] => {
    const effects = { sends: [], results: [], commands: [], ...did };
    const told: object = { at: at++, ...step, effects };
    return monitor.see(told as StoryStep).map(({ cause }) => cause);
  };
  return answered.flatMap(([command, result, from, kept]) => {
    see({ kind: 'command', node: c1 }, { commands: [command] });
    const reply = { id: `${at}`, from, to: c1, message: new Reply() };
    const state = kept && { answers: new Map([[c1, { kept, at }]]) };
    see({ kind: 'fire', node: from, timer: {} }, { sends: [reply], state });
    return see({ kind: 'deliver', node: c1, message: reply }, { results: [result] });
  });
}

const append = new Append('foo', 'x');

test('an append that is answered like the equal one before it', () => {
  const once = [append, new AppendResult('wx'), s1] as const;
  expect(causes(once, once)).toEqual(['answer-of-another']);
  expect(causes(once, [append, new AppendResult('wxx'), s1])).toEqual([]);
  // What a store gives back that forgets what was there before.
  const alone = [append, new AppendResult('x'), s1] as const;
  expect(causes(alone, alone)).toEqual([]);
});

test('an append that is the first again: of a value put anew, or of another server', () => {
  const once = [append, new AppendResult('wx'), s1] as const;
  expect(causes(once, [new Put('foo', 'w'), new PutOk(), s1], once)).toEqual([]);
  expect(causes(once, [append, new AppendResult('wx'), s2])).toEqual([]);
});

test('a command that is answered with the result of the one before', () => {
  const put = [new Put('foo', 'x'), new PutOk(), s1] as const;
  expect(causes(put, [new Get('foo'), new PutOk(), s1])).toEqual(['answer-of-another']);
  expect(causes([new Get('foo'), new PutOk(), s1])).toEqual(['wrong-result']);
});

test('a command that is executed and gets the result of the one before is no other', () => {
  const [missing, command] = [new KeyNotFound(), new Append('foo', 'x')];
  const before = [new Get('foo'), missing, s1, missing] as const;
  expect(causes(before, [command, missing, s1])).toEqual(['answer-of-another']);
  expect(causes(before, [command, missing, s1, missing])).toEqual(['wrong-result']);
});
