import { describe, expect, test } from 'vitest';
import { levelRank } from '../lab/index.js';
import { not, type Predicate } from '../predicate/index.js';
import { emptyWorkload, listWorkload } from '../workload/index.js';
import type { LogRecord, RunOutcome } from './outcome.js';
import { Answer, Ask, c1, c2, lab, s1, Say, subjects } from './parrot-lab.fixture.js';
import type { RunClient } from './run-client.js';
import type { RunSystem } from './run-system.js';
import { executeRunTest, runTest, unitTest, type RunTest } from './run-test.js';

interface Given {
  readonly limitMs?: number;
  readonly eventsMax?: number;
  readonly level?: 'ALL' | 'FINER' | 'INFO';
  readonly records?: LogRecord[];
  readonly logNodes?: ReadonlySet<string>;
  readonly timeouts?: boolean;
}

function execute(ran: RunTest, given: Given = {}): RunOutcome {
  const { limitMs = 1000, eventsMax = 10_000, level = 'INFO', records, timeouts = true } = given;
  return executeRunTest(ran, lab(), {
    seed: 1,
    limitMs,
    eventsMax,
    timeouts,
    logThreshold: levelRank(level),
    logNodes: given.logNodes,
    onLog: records && ((record) => records.push(record)),
  });
}

function run(body: (system: RunSystem) => void, given: Given = {}): RunOutcome {
  return execute(
    runTest(subjects, (system) => {
      system.addServer(s1);
      body(system);
    }),
    given,
  );
}

/** `1.5 ms` depends on the latencies drawn; what it says does not. */
function told(outcome: RunOutcome): string | undefined {
  return outcome.failure?.message.replaceAll(/\d+(\.\d+)? ms/g, 'T ms');
}

describe('a run test passes', () => {
  test('when its body comes to its end', () => {
    const outcome = run((system) => {
      const c = system.addClient(c1);
      system.start();
      c.check(new Ask('hello'), new Answer('hello'));
      expect(c.ask(new Ask('bye'))).toEqual(new Answer('bye'));
      system.pass(100);
    });
    expect(outcome).toMatchObject({ seed: 1, verdict: 'passed', failure: undefined, events: 5 });
    expect(outcome.virtualMs).toBeGreaterThan(100);
  });

  test('with checks in rounds, as with one check after the other', () => {
    const words = ['a', 'b', 'c', 'd', 'e'];
    const pair = (word: string) => [new Ask(word), new Answer(word)] as const;
    const outcomes = [
      (c: RunClient) => c.checkInRounds([words.slice(0, 2).map(pair), words.slice(2).map(pair)], 7),
      (c: RunClient, system: RunSystem) => {
        for (const word of words) {
          c.check(new Ask(word), new Answer(word));
          if (word === 'b' || word === 'e') system.pass(7);
        }
      },
    ].map((checks) => {
      const times: unknown[] = [];
      const outcome = run((system) => {
        const c = system.addClient(c1);
        system.start();
        checks(c, system);
        times.push(system.nowMs, ...system.history().map(({ respondedMs }) => respondedMs));
      });
      return { ...outcome, times };
    });
    expect(outcomes[0]).toMatchObject({ verdict: 'passed' });
    expect(outcomes[0]).toEqual(outcomes[1]);
  });

  test('when all client workers are done', () => {
    const words = ['a', 'b', 'c'];
    const outcome = run((system) => {
      const commands = words.map((word) => new Ask(word));
      system.addClientWorker(
        c1,
        listWorkload(
          commands,
          words.map((word) => new Answer(word)),
        ),
      );
      system.addClientWorker(c2, emptyWorkload);
      system.run();
      expect(system.history().map(({ result }) => result)).toEqual(words.map((w) => new Answer(w)));
    });
    expect(outcome.verdict).toBe('passed');
  });
});

describe('a run test fails', () => {
  test('at the moment of a wrong result, with what was expected and seen', () => {
    const outcome = run((system) => {
      const c = system.addClient(c1);
      system.start();
      system.pass(20);
      c.check(new Ask('lie'), new Answer('lie'));
    });
    expect(outcome.verdict).toBe('failed');
    expect(outcome.failure).toMatchObject({
      kind: 'result',
      expected: 'Answer(word=lie)',
      seen: 'Answer(word=truth)',
    });
    expect(told(outcome)).toBe(
      'client1 got Answer(word=truth) for Ask(word=lie) (issued ' +
        'at T ms), expected Answer(word=lie)',
    );
    expect(outcome.failure?.atMs).toBe(outcome.virtualMs);
  });

  test('when nothing is left that could give a result', () => {
    const outcome = run((system) => {
      const c = system.addClient(c1);
      system.start();
      c.check(new Ask('hush'), new Answer('hush'));
    });
    expect(outcome.failure?.kind).toBe('liveness');
    expect(told(outcome)).toBe(
      'client1 has waited since T ms (T ms) for the result of Ask(word=hush), its command 1 ' +
        '(issued at T ms); nothing can happen any more: no message ' +
        'is in flight and no timer is set',
    );
  });

  test('when its time is over, and says who waits for what', () => {
    const outcome = run(
      (system) => {
        system.network.latency(2000, 2000);
        system.addClientWorker(c1, listWorkload([new Ask('a'), new Ask('b')]));
        system.run();
      },
      { limitMs: 500 },
    );
    expect(outcome.failure?.kind).toBe('liveness');
    expect(outcome.failure?.message).toContain(
      'client1 has waited since 0 ms (500 ms) for the result of Ask(word=a), its command 1 of 2 ' +
        '(issued at 0 ms)',
    );
    expect(outcome.failure?.message).toContain("the test's limit is 500 ms of virtual time");
    expect(outcome.virtualMs).toBe(500);
  });

  test('since the command was asked, when the test waited for earlier ones before', () => {
    const outcome = run(
      (system) => {
        system.addClientWorker(c1, listWorkload([new Ask('a'), new Ask('hush')]));
        system.run();
      },
      { limitMs: 500 },
    );
    const [, since, issued] = /waited since (\S+ ms) .*issued at (\S+ ms)/.exec(
      outcome.failure?.message ?? '',
    ) as unknown as readonly string[];
    expect(issued).toBe(since);
    expect(since).not.toBe('0 ms');
  });

  test('when events never end', () => {
    const outcome = run(
      (system) => {
        const c = system.addClient(c1);
        system.start();
        c.check(new Ask('flood'), new Answer('flood'));
      },
      { eventsMax: 500 },
    );
    expect(outcome.failure?.kind).toBe('limit');
    expect(outcome.failure?.message).toContain('the run reached its limit of 500 events');
    expect(outcome.failure?.message).toContain('client1 waits for the result of Ask(word=flood)');
  });

  test('when a client has every result at once and its workload never ends', () => {
    const endless = { ...listWorkload([new Ask('self')]), size: Infinity };
    const outcome = run((system) => system.addClientWorker(c1, endless), { eventsMax: 50 });
    expect(outcome.failure?.message).toBe(
      'the run reached its limit of 50 events in one step: each command gets its result at once',
    );
  });

  test('when a handler throws, with the fault', () => {
    const outcome = run((system) => {
      const c = system.addClient(c1);
      system.start();
      c.check(new Ask('throw'), new Answer('throw'));
    });
    expect(outcome.failure).toMatchObject({
      kind: 'lab',
      message: 'Parrot.handleSay: Error: no!',
      fault: { kind: 'exception' },
    });
  });

  test('when there is a result that must not be', () => {
    const outcome = run((system) => {
      const c = system.addClient(c1);
      system.start();
      c.send(new Ask('x'));
      c.expectNoResultFor(100, 'nobody should answer');
    });
    expect(outcome.failure?.message).toBe(
      'client1 got Answer(word=x) for Ask(word=x), although nobody should answer',
    );
  });

  test('when a client waited too long, even if it waits no more', () => {
    const outcome = run((system) => {
      system.network.latency(30, 30);
      system.addClientWorker(c1, listWorkload([new Ask('a'), new Ask('b')]));
      system.run();
      system.checkLongestWait(61);
      system.checkLongestWait(60);
    });
    expect(outcome.failure?.message).toBe(
      'client1 waited 60 ms for the result of Ask(word=a), from 0 ms to 60 ms',
    );
  });

  test('when a predicate does not hold or throws', () => {
    const someone: Predicate = { name: 'SOMEONE', kind: 'clients', test: (all) => all.length > 0 };
    const broken: Predicate = {
      name: 'BROKEN',
      kind: 'state',
      test: () => {
        throw new Error('oops');
      },
    };
    const check = (predicate: Predicate): string | undefined =>
      run((system) => {
        system.addClient(c1);
        system.check(predicate);
      }).failure?.message;
    expect(check(someone)).toBeUndefined();
    expect(check(not(someone))).toBe('not SOMEONE does not hold: no reason given');
    expect(check(broken)).toBe('BROKEN does not hold: it threw Error: oops');
  });

  test('when what it waits for does not come within the time given', () => {
    const outcome = run((system) => {
      system.start();
      system.waitFor('a miracle', () => false, 200);
    });
    expect(outcome.failure?.message).toBe('the test has waited since 0 ms (200 ms) for a miracle');
  });
});

test('without time-outs only the number of events ends a run', () => {
  const outcome = run((system) => system.pass(5000), { limitMs: 10, timeouts: false });
  expect(outcome).toMatchObject({ verdict: 'passed', virtualMs: 5000 });
});

test('a bug of the test itself is no outcome', () => {
  expect(() =>
    run(() => {
      throw new TypeError('a typo');
    }),
  ).toThrow('a typo');
});

describe('the log', () => {
  const logged = (given: Given): string[] => {
    const records: LogRecord[] = [];
    run(
      (system) => {
        system.network.latency(1, 1);
        const c = system.addClient(c1);
        system.start();
        c.check(new Ask('a'), new Answer('a'));
        system.pass(20);
      },
      { ...given, records },
    );
    return records.map(({ at, node, level, text }) => `${at} ${node} ${level} ${text}`);
  };

  test('at INFO holds what the nodes say', () => {
    expect(logged({ level: 'INFO' })).toEqual(['10 server1 INFO beats']);
  });

  test('at FINER shows messages, timers, commands and results', () => {
    expect(logged({ level: 'FINER' }).slice(-6)).toEqual([
      '0 client1 FINER is asked Ask(word=a)',
      '1 server1 FINER gets Say(word=a) from client1',
      '2 client1 FINER gets Say(word=a) from server1',
      '2 client1 FINER has its result Answer(word=a) for Ask(word=a)',
      '10 server1 FINER Beat() fires',
      '10 server1 INFO beats',
    ]);
  });

  test('at FINEST also what is sent and set, of the nodes asked for', () => {
    expect(logged({ level: 'ALL', logNodes: new Set(['server1']) })).toEqual([
      '0 server1 FINE added, a Parrot',
      '0 server1 FINEST sets Beat() (10 ms)',
      '1 server1 FINER gets Say(word=a) from client1',
      '1 server1 FINEST sends Say(word=a) to client1',
      '10 server1 FINER Beat() fires',
      '10 server1 INFO beats',
    ]);
  });
});

describe('a node driven by hand', () => {
  const drive = (body: Parameters<typeof unitTest>[0], given: Given = {}): RunOutcome =>
    execute(unitTest(body), given);

  test('answers, and has timers to fire', () => {
    const outcome = drive((bench) => {
      const node = bench.node(subjects.server(s1));
      expect(node.ask(new Say('x'))).toEqual(new Say('x'));
      expect(node.sent).toHaveLength(1);
      node.fire('Beat');
      expect(node.timers).toEqual([]);
    });
    expect(outcome).toMatchObject({ verdict: 'passed', virtualMs: 0, events: 2 });
  });

  test('that has no such timer or no answer fails the test', () => {
    const noAnswer = drive((bench) => bench.node(subjects.server(s1)).ask(new Say('hush')));
    expect(noAnswer.failure?.message).toBe('server1 did not answer Say(word=hush)');
    const noTimer = drive((bench) => bench.node(subjects.server(s1)).fire('Alarm'));
    expect(noTimer.failure).toMatchObject({
      message: 'server1 has no Alarm set',
      expected: 'a pending Alarm',
      seen: 'Beat()',
    });
  });

  test('shows its steps in the log', () => {
    const records: LogRecord[] = [];
    drive((bench) => bench.node(subjects.server(s1)).deliver(new Say('x'), c1), {
      level: 'FINER',
      records,
    });
    expect(records.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '0 added, a Parrot',
      '1 gets Say(word=x) from client1',
    ]);
  });
});
