import { describe, expect, test } from 'vitest';
import { naiveSearch } from '../checker/index.js';
import { Ping, pingPong, Pong, type PingPong } from '../checker/ping-pong.fixture.js';
import { print } from '../canon/index.js';
import { TwinHandlers } from '../box/index.js';
import { toAddress } from '../lab/index.js';
import { CLIENTS_DONE, containsMessage, RESULTS_OK, type Predicate } from '../predicate/index.js';
import type { Handlers } from '../system/index.js';
import { listWorkload, type Workload } from '../workload/index.js';
import type { LogRecord } from './outcome.js';
import type { SearchedLab, SearchTestOptions } from './search-run.js';
import type { SearchSystem } from './search-system.js';
import { executeSearchTest, searchTest, type SearchLogOptions } from './search-test.js';
import { clientOf, serverOf, type Subjects } from './subjects.js';

const SERVER = toAddress('pingserver');

function subjects(client: PingPong['client'] = 'PingClient'): Subjects {
  return {
    server: (address) => serverOf('PingServer', address),
    client: (address) => clientOf(client, address, SERVER),
  };
}

function pings(count: number): Workload {
  const texts = Array.from({ length: count }, (_, i) => `ping-${i + 1}`);
  return listWorkload(
    texts.map((text) => new Ping(text)),
    texts.map((text) => new Pong(text)),
  );
}

const ONE_CLIENT = { servers: [SERVER], clients: { client1: pings(2) } };

const OPTIONS: SearchTestOptions = {
  search: naiveSearch,
  statesMax: 1_000_000,
  timeMaxMs: 600_000,
  memoryMaxBytes: 8e9,
  workers: 1,
  seed: 1,
};

function lab(): SearchedLab {
  const { handlers, classes } = pingPong({ clients: 1, pings: 1 });
  const fresh = pingPong({ clients: 1, pings: 1 }).handlers;
  return { handlers, twins: new TwinHandlers(handlers, fresh), classes };
}

interface Case extends Partial<SearchTestOptions>, SearchLogOptions {
  readonly client?: PingPong['client'];
  readonly lab?: SearchedLab;
}

function execute(body: (system: SearchSystem) => void, change: Case = {}) {
  const { client, lab: changed, ...options } = change;
  const tested = searchTest(subjects(client), body);
  return executeSearchTest(tested, changed ?? lab(), { ...OPTIONS, ...options });
}

function resultsOf(count: number): Predicate {
  return {
    name: `${count} results`,
    kind: 'clients',
    test: (clients) => clients.some(({ results }) => results.length >= count),
  };
}

describe('a search test', () => {
  test('passes, and says exactly what each search showed', () => {
    const outcome = execute(
      (system) => {
        const start = system.start(ONE_CLIENT);
        const settings = system.settings.invariant(RESULTS_OK);
        system.find('the client can finish', start, settings.goal(CLIENTS_DONE));
        system.explore('results are right', start, settings.prune(CLIENTS_DONE));
        system.explore('shallow', start, settings.depth(2));
        system.probe('probes', start, settings.prune(CLIENTS_DONE).depth(50));
      },
      { statesMax: 1200 },
    );
    expect(outcome.verdict).toBe('passed');
    expect(outcome.searches.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'the client can finish: found after 4 steps, 7 states looked at',
      'results are right: all 8 reachable states covered (not beyond “CLIENTS_DONE”)',
      'shallow: nothing found in 3 states; every interleaving of up to 2 steps covered',
      'probes: nothing found in 1\u00a0200 random steps',
    ]);
  });

  test('goes a thousand steps deep, unless it says how deep', () => {
    const depths: number[] = [];
    const search: typeof naiveSearch = (problem, settings) => {
      depths.push(settings.depthMax);
      return naiveSearch(problem, settings);
    };
    const body = (system: SearchSystem): void => {
      const start = system.start(ONE_CLIENT);
      const settings = system.settings.prune(CLIENTS_DONE);
      system.explore('as deep as usual', start, settings);
      system.explore('deeper', start, settings.depth(1100));
      system.probe('probes', start, settings.depth(1100));
    };
    execute(body, { search, statesMax: 50 });
    execute(body, { search, statesMax: 50, depthMax: 2000 });
    expect(depths).toEqual([1000, 1100, 1000, 2000, 2000, 2000]);
  });

  test('fails with a violation, told step by step', () => {
    const logged: LogRecord[] = [];
    const outcome = execute(
      (system) => {
        const start = system.start(ONE_CLIENT);
        system.explore('results are right', start, system.settings.invariant(RESULTS_OK));
      },
      { client: 'HastyClient', onLog: (record) => logged.push(record) },
    );
    expect(outcome.verdict).toBe('failed');
    expect(outcome.failure?.kind).toBe('invariant');
    expect(outcome.failure?.message).toBe(
      'RESULTS_OK is violated: client1 got Pong(value=ping-1) for Ping(value=ping-2), ' +
        'expected Pong(value=ping-2) (in the search “results are right”, after 3 steps)',
    );
    expect(outcome.failure?.predicate).toBe('RESULTS_OK');
    // Two events add the nodes, and one sets the links of the search.
    expect(outcome.failure?.path).toEqual({
      search: 'results are right',
      leadsTo: 'violation',
      before: [],
      steps: [
        {
          number: 4,
          text: 'client1 → pingserver: PingRequest(ping=Ping(value=ping-1))',
          effects: ['sends PongReply(pong=Pong(value=ping-1)) to client1'],
          log: [],
        },
        {
          number: 5,
          text: 'pingserver → client1: PongReply(pong=Pong(value=ping-1))',
          effects: [
            'client1.ping.value: ping-1 → ping-2',
            'sends PingRequest(ping=Ping(value=ping-2)) to pingserver',
            'sets PingTimer(ping=Ping(value=ping-2)) (10 ms)',
            'client1 has its result Pong(value=ping-1)',
          ],
          log: [],
        },
        {
          number: 6,
          text: 'pingserver → client1: PongReply(pong=Pong(value=ping-1))',
          effects: [
            'client1.pong: undefined → Pong(value=ping-1)',
            'client1 has its result Pong(value=ping-1)',
          ],
          log: [],
        },
      ],
    });
    expect(outcome.counterexample).toMatchObject({ predicate: 'RESULTS_OK', stepsFound: 3 });
    expect(logged.filter(({ level }) => level === 'FINER')).toHaveLength(3);
  });

  test('makes the path of a random search short', () => {
    const outcome = execute(
      (system) => {
        const start = system.start(ONE_CLIENT);
        system.probe('probes', start, system.settings.invariant(RESULTS_OK).depth(100));
      },
      { client: 'HastyClient', seed: 5 },
    );
    expect(outcome.counterexample?.steps).toHaveLength(3);
  });

  test('fails when a goal is not found, with how near it came', () => {
    const three: Predicate = {
      name: 'three results',
      kind: 'clients',
      test: (clients) => clients.some(({ results }) => results.length === 3),
    };
    const outcome = execute((system) => {
      const start = system.start(ONE_CLIENT);
      const milestones = [1, 2, 3].map((count) => resultsOf(count));
      const goal = system.settings.goal(three);
      system.find('three results', start, goal, {
        describe: () => ['as near as can be'],
        milestones,
      });
    });
    expect(outcome.failure).toMatchObject({
      kind: 'goal',
      expected: '“three results”',
      seen: 'client1 has 2 of 2 results',
    });
    expect(outcome.failure?.message).toContain('all 9 reachable states covered');
    expect(outcome.failure?.milestones).toEqual([
      { name: '1 results', steps: 2 },
      { name: '2 results', steps: 4 },
      { name: '3 results' },
    ]);
    expect(outcome.failure?.detail).toEqual(['as near as can be']);
    expect(outcome.failure?.path?.leadsTo).toBe('nearest');
    expect(outcome.nearest?.steps).toHaveLength(4);
    expect(outcome.profile?.nodes[0]?.node).toBe('client1');
  });

  test('fails with the lab’s own fault when a handler throws', () => {
    const outcome = execute((system) => {
      const workload = listWorkload([new Ping('boom-1'), new Ping('boom-2')]);
      const start = system.start({ servers: [SERVER], clients: { client1: workload } });
      system.explore('nothing throws', start, system.settings);
    });
    expect(outcome.failure?.kind).toBe('lab');
    expect(outcome.failure?.message).toContain('no booms');
    expect(outcome.failure?.fault?.kind).toBe('exception');
    expect(outcome.counterexample?.predicate).toBeUndefined();
  });

  test('shows the step that the test itself took when a handler throws in it', () => {
    const outcome = execute((system) => {
      const workload = listWorkload([new Ping('boom-1'), new Ping('boom-2')]);
      const start = system.start({ servers: [SERVER], clients: { client1: workload } });
      let stage = start;
      for (let round = 0; round < 3; round++) stage = stage.deliverAll(stage.messages());
    });
    expect(outcome.failure?.kind).toBe('lab');
    expect(outcome.failure?.message).toMatch(/no booms.*\(at \w+, in a step of the test\)$/);
    expect(outcome.counterexample?.steps).toHaveLength(1);
    expect(outcome.failure?.path?.leadsTo).toBe('violation');
  });

  test('fails when a search that has to cover every state cannot', () => {
    const covered = (system: SearchSystem): void => {
      system.exhaust('every state', system.start(ONE_CLIENT), system.settings);
    };
    expect(execute(covered).verdict).toBe('passed');
    const { failure } = execute(covered, { statesMax: 4 });
    expect(failure?.kind).toBe('limit');
    expect(failure?.message).toContain('every interleaving of up to');
  });

  test('is inconclusive, never passed, when a safety net ended a search', () => {
    const explored = (system: SearchSystem): void => {
      const start = system.start({ servers: [SERVER], clients: { client1: pings(20) } });
      system.explore('results are right', start, system.settings.invariant(RESULTS_OK));
    };
    const outOfTime = execute(explored, { timeMaxMs: 0 });
    expect(outOfTime.verdict).toBe('inconclusive');
    expect(outOfTime.searches[0]?.text).toMatch(/^inconclusive: ended by the time limit of 0 s/);
    const probing = execute(explored, { timeMaxMs: 0, strategy: 'random' }).searches[0];
    expect(probing?.text).toMatch(/^inconclusive: .* 0 s; [\d\u00a0]+ steps taken$/);
    expect(execute(explored, { memoryMaxBytes: 1 }).searches[0]?.end).toBe('memory');
    expect(execute(explored, { onProgress: () => 'stop' }).searches[0]?.end).toBe('stopped');
    const goal = (system: SearchSystem): void => {
      const start = system.start({ servers: [SERVER], clients: { client1: pings(40) } });
      system.find('done', start, system.settings.goal(CLIENTS_DONE));
    };
    expect(execute(goal, { timeMaxMs: 0 })).toMatchObject({
      verdict: 'inconclusive',
      failure: undefined,
    });
  });

  test('fails a lab that is not pure, with the place', () => {
    const pure = lab();
    let runs = 0;
    const impure: Handlers = {
      create: (blueprint) => pure.handlers.create(blueprint),
      run: (calls) =>
        pure.handlers.run(calls).map((outcome, i) => {
          if (calls[i]?.address !== SERVER) return outcome;
          return { ...outcome, sends: runs++ % 2 === 0 ? outcome.sends : [] };
        }),
    };
    const outcome = execute(
      (system) => {
        const start = system.start({ servers: [SERVER], clients: { client1: pings(9) } });
        system.explore('results are right', start, system.settings.prune(CLIENTS_DONE));
      },
      { lab: { ...pure, twins: new TwinHandlers(impure, pure.handlers) } },
    );
    expect(outcome.failure?.kind).toBe('purity');
    expect(outcome.failure?.message).toContain('PingServer.handlePingRequest');
    expect(outcome.failure?.message).toContain('the messages pingserver sent');
  });

  test('a goal that cannot be evaluated fails the test in words', () => {
    const throws = containsMessage('reads too far', () => {
      throw new TypeError('null has no fields');
    });
    const outcome = execute((system) => {
      const start = system.start(ONE_CLIENT);
      system.find('goal', start, system.settings.goal(throws));
    });
    expect(outcome.failure?.message).toContain('“reads too far” cannot be evaluated');
  });
});

describe('a stage', () => {
  /** Runs `body` on the system of one client with two pings. */
  function staged(body: (system: SearchSystem) => void): void {
    const outcome = execute(body);
    expect(outcome.failure).toBeUndefined();
  }

  test('delivers by hand, says what that sent, and skips what cannot be done', () => {
    staged((system) => {
      const start = system.start(ONE_CLIENT);
      const answered = start.deliverAll(start.messages());
      expect(answered.sent.map(({ to }) => to)).toEqual(['client1']);
      expect(answered.steps).toHaveLength(1);
      const skipped = start.deliver(answered.sent[0]!);
      expect(skipped.state).toBe(start.state);
      expect(skipped.sent).toEqual([]);
      expect(start.state.network.size).toBe(1);
    });
  });

  test('puts messages aside and takes them up again', () => {
    staged((system) => {
      const start = system.start(ONE_CLIENT);
      const aside = start.setAside();
      expect(aside.messages()).toEqual([]);
      expect(aside.restore({ to: toAddress('client1') }).messages()).toEqual([]);
      expect(aside.restore().messages()).toEqual(start.messages());
      system.explore(
        'nothing to deliver',
        aside,
        system.settings.network((links) => links.withAllTimers(false)),
      );
    });
  });

  test('is the start of the next search, and of the path that is shown', () => {
    const classesOf = lab();
    const outcome = execute(
      (system) => {
        const start = system.start(ONE_CLIENT);
        const requested = start.deliverAll(start.messages());
        const never: Predicate = {
          name: 'never',
          kind: 'clients',
          test: (clients) => !clients.some(({ results }) => results.length > 0),
        };
        system.explore('from there', requested, system.settings.invariant(never));
      },
      { lab: classesOf },
    );
    const path = outcome.failure?.path;
    expect([path?.before, path?.steps].map((steps) => steps?.map(({ text }) => text))).toEqual([
      ['client1 → pingserver: PingRequest(ping=Ping(value=ping-1))'],
      ['pingserver → client1: PongReply(pong=Pong(value=ping-1))'],
    ]);
    expect(path?.steps[0]?.number).toBe(5);
    const found = outcome.counterexample;
    expect(found?.workloads[0]?.commands).toHaveLength(2);
    expect(found?.before[0]?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(print(structuredClone(found), classesOf.classes)).toBe(print(found, classesOf.classes));
  });
});

describe('a budget that somebody lowered', () => {
  const cases: [string, Case][] = [
    ['--states 3', { statesMax: 3, ownStatesMax: 1_000_000 }],
    ['--depth 1', { depthMax: 1 }],
    ['--strategy random', { strategy: 'random', statesMax: 10 }],
  ];
  test.each(cases)('says nothing of the lab where it hides the goal: %s', (option, options) => {
    const { verdict, failure, searches } = execute((system) => {
      const start = system.start(ONE_CLIENT);
      system.find('the end', start, system.settings.goal(resultsOf(3)).depth(100));
    }, options);
    expect([verdict, failure]).toEqual(['inconclusive', undefined]);
    expect(searches[0]?.text).toContain(`inconclusive: ${option} ended the search before the goal`);
  });

  test('says nothing of the lab where every state has to be covered', () => {
    const { verdict, searches } = execute(
      (system) => system.exhaust('all', system.start(ONE_CLIENT), system.settings),
      { statesMax: 3, ownStatesMax: 1_000_000 },
    );
    expect(verdict).toBe('inconclusive');
    expect(searches[0]?.text).toContain('--states 3 ended the search before every state');
  });

  test('that is the test’s own fails it', () => {
    const { verdict } = execute(
      (system) => system.exhaust('all', system.start(ONE_CLIENT), system.settings),
      { statesMax: 3, ownStatesMax: 3 },
    );
    expect(verdict).toBe('failed');
  });
});
