import { expect, test } from 'vitest';
import { Message, type Command, type Result } from '../../../index.js';
import { Append, AppendResult, Get, Put, PutOk } from '../../../kvstore.js';
import { client, server, type StoryStep } from '../../../testing.js';
import { ClientMonitor } from './client-monitor.js';

class Reply extends Message {}

const [c1, s1, s2] = [client(1), server(1), server(2)];

/** A client that has its commands answered one after the other, each by a server. */
function causes(...answered: readonly (readonly [Command, Result, typeof s1])[]): string[] {
  const monitor = new ClientMonitor((value) => value.constructor.name);
  let at = 0;
  const see = (step: object, did: object): string[] => {
    const effects = { sends: [], results: [], commands: [], ...did };
    const told: object = { at: at++, ...step, effects };
    return monitor.see(told as StoryStep).map(({ cause }) => cause);
  };
  return answered.flatMap(([command, result, from]) => {
    see({ kind: 'command', node: c1 }, { commands: [command] });
    const reply = { id: `${at}`, from, to: c1, message: new Reply() };
    see({ kind: 'fire', node: from, timer: {} }, { sends: [reply] });
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
