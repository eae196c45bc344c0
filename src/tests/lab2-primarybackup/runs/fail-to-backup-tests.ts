import {
  ALL_RESULTS_SAME,
  APPENDS_LINEARIZABLE,
  appendSameKey,
  client,
  get,
  LINEARIZABLE,
  listWorkload,
  randomPuts,
  server,
  TESTER,
  toAddress,
  type LabTest,
  type LabTests,
  type RunSystem,
  type Workload,
} from '../../../testing.js';
import { lab2RunTest, settle, setupRunView, waitForView } from '../steps/run-steps.js';

const s1 = server(1);
const s2 = server(2);
const CLIENTS = 3;
const COMMANDS = 100;
const KEYS = 2;

interface Scenario {
  readonly workload: (system: RunSystem) => Workload;
  /** What to check when all clients are done. */
  readonly check: (system: RunSystem) => void;
  /** Reads everything that was written. */
  readonly reads: Workload;
}

const concurrentPuts: Scenario = {
  workload: (system) => randomPuts(COMMANDS, KEYS, system.random.uint32()),
  check: () => undefined,
  reads: listWorkload(Array.from({ length: KEYS }, (_, key) => get(key))),
};

const concurrentAppends: Scenario = {
  workload: () => appendSameKey(COMMANDS),
  check: (system) => system.check(APPENDS_LINEARIZABLE),
  reads: listWorkload([get('foo')]),
};

/** Three clients write at once; then the backup must have everything that the primary has. */
function failToBackup(scenario: Scenario, unreliable: boolean): LabTest {
  return lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    if (unreliable) system.network.deliverRate(0.8).reliable(TESTER);
    const workload = scenario.workload(system);
    for (let i = 1; i <= CLIENTS; i++) system.addClientWorker(client(i), workload);
    system.run();
    scenario.check(system);
    system.checkHistory(LINEARIZABLE);
    system.removeClients();

    system.network.reset();
    system.start();
    settle(system);
    system.stop();

    system.addClientWorker(toAddress('client-readprimary'), scenario.reads);
    system.run();
    system.crash(s1);
    system.start();
    waitForView(system, s2, null);
    system.stop();
    system.addClientWorker(toAddress('client-readbackup'), scenario.reads);
    system.run();
    system.check(ALL_RESULTS_SAME);
  });
}

/** Concurrent writes, then failing over to the backup. */
export const failToBackupTests: LabTests = {
  // Concurrent puts, same keys, fail to backup
  '2.10': failToBackup(concurrentPuts, false),
  // Concurrent appends, same key, fail to backup
  '2.11': failToBackup(concurrentAppends, false),
  // Concurrent puts, same keys, fail to backup (unreliable)
  '2.12': failToBackup(concurrentPuts, true),
  // Concurrent appends, same key, fail to backup (unreliable)
  '2.13': failToBackup(concurrentAppends, true),
};
