import {
  append,
  appendDifferentKeys,
  appendResult,
  appendSameKey,
  APPENDS_LINEARIZABLE,
  client,
  differentKeysEndless,
  fail,
  get,
  LINEARIZABLE,
  put,
  putOk,
  runTest,
  simpleWorkload,
  type LabTest,
  type LabTests,
  type RunSystem,
  type Workload,
} from '../../testing.js';
import { lab1, SERVER } from './subjects.js';

/** The maximum size of all states, in characters, while nothing is stored. */
const EMPTY_MAX = 50_000;
const VALUE_LENGTH = 20_000;

function lab1RunTest(body: (system: RunSystem) => void): LabTest {
  return runTest(lab1, (system) => {
    system.addServer(SERVER);
    body(system);
  });
}

/** These clients work through the workload over a network that delivers this share of messages. */
function clientsRun(clients: number, workload: Workload, deliverRate = 1): LabTest {
  return lab1RunTest((system) => {
    for (let i = 1; i <= clients; i++) system.addClientWorker(client(i), workload);
    system.network.deliverRate(deliverRate);
    system.run();
    system.checkHistory(LINEARIZABLE);
  });
}

/** Five rounds of every client appending to the same key. */
function sameKeyAppends(clients: number, deliverRate = 1): LabTest {
  return lab1RunTest((system) => {
    for (let i = 1; i <= clients; i++) system.addClientWorker(client(i), appendSameKey(5));
    system.network.deliverRate(deliverRate);
    system.run();
    system.check(APPENDS_LINEARIZABLE);
    system.checkHistory(LINEARIZABLE);
  });
}

/** Part 2: exactly-once is not required yet. */
const atLeastOnce: LabTests = {
  // Client waits for a result
  '2.1': lab1RunTest((system) => {
    const c = system.addClient(client(1));
    c.send(get('foo'));
    c.expectNoResultFor(500, 'the system was never started');
  }),
  // Single client basic operations
  '2.2': clientsRun(1, simpleWorkload),
  // Multi-client different key appends
  '2.3': clientsRun(10, appendDifferentKeys(100)),
  // Multi-client same key appends
  '2.4': sameKeyAppends(10),
  // Single client can finish operations: results do not count, since commands may run twice
  '2.5': lab1RunTest((system) => {
    const { size, pauseMs, commandAt } = appendDifferentKeys(25);
    const anyResult = { size, pauseMs, commandAt, expectedAt: () => undefined };
    system.addClientWorker(client(1), anyResult);
    system.network.deliverRate(0.5);
    system.run();
  }),
};

/** Part 3: every command exactly once. */
const exactlyOnce: LabTests = {
  // Single client basic operations
  '3.1': clientsRun(1, simpleWorkload, 0.5),
  // Single client sequential appends
  '3.2': clientsRun(1, appendDifferentKeys(50), 0.8),
  // Multi-client different key appends
  '3.3': clientsRun(10, appendDifferentKeys(100), 0.8),
  // Multi-client same key appends
  '3.4': sameKeyAppends(10, 0.8),

  // Old commands garbage collected
  '3.5': lab1RunTest((system) => {
    const clients = [1, 2, 3, 4, 5].map((i) => system.addClient(client(i)));
    const keys = [1, 2, 3, 4, 5];
    expectSize(system, 'at the start', 0, EMPTY_MAX);

    system.start();
    const values = new Map<string, string>();
    for (let round = 0; round < 3; round++) {
      for (const key of keys) {
        for (const c of clients) {
          const name = `${c.address}-key${key}`;
          const part = String(round).repeat(VALUE_LENGTH);
          const whole = (values.get(name) ?? '') + part;
          values.set(name, whole);
          c.check(append(name, part), appendResult(whole));
        }
      }
    }
    expectSize(system, 'with all values stored', 3 * VALUE_LENGTH * values.size, Infinity);

    for (const key of keys) {
      for (const c of clients) c.check(put(`${c.address}-key${key}`, ''), putOk());
    }
    expectSize(system, 'with all values overwritten', 0, EMPTY_MAX);
  }),

  // Long-running workload
  '3.6': lab1RunTest((system) => {
    const workload = differentKeysEndless({ seed: system.random.uint32() });
    for (let i = 1; i <= 4; i++) system.addClientWorker(client(i), workload);
    system.start();
    system.pass(30_000);
    system.stop();
    system.checkLongestWait(1000);
  }),
};

function expectSize(system: RunSystem, when: string, min: number, max: number): void {
  const size = system.stateSize();
  if (size >= min && size <= max) return;
  const expected = size < min ? `at least ${min} characters` : `at most ${max} characters`;
  const message = `${when}, the states of all nodes have ${size} characters, expected ${expected}`;
  fail('count', message, { expected, seen: `${size} characters` });
}

/** Parts 2 and 3, in virtual time. */
export const runTests: LabTests = { ...atLeastOnce, ...exactlyOnce };
