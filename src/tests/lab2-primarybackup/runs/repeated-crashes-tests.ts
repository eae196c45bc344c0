import { PING_CHECK_MILLIS } from '../given/lab2.js';
import {
  client,
  differentKeysEndless,
  LINEARIZABLE,
  server,
  TESTER,
  type LabTest,
  type LabTests,
} from '../../../testing.js';
import { lab2RunTest } from '../steps/run-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const SERVERS = 3;
const CLIENTS = 3;
const LENGTH_MS = 30_000;
const CRASH_EVERY_MS = 10 * PING_CHECK_MILLIS;
const LONGEST_WAIT_MS = 5000;

/** Clients put and get all the time, while every second a server crashes and a new one joins. */
function repeatedCrashes(unreliable: boolean): LabTest {
  return lab2RunTest((system) => {
    if (unreliable) system.network.deliverRate(0.8).reliable(VIEW_SERVER).reliable(TESTER);
    const alive = Array.from({ length: SERVERS }, (_, i) => server(i + 1));
    system.addServer(...alive);
    system.start();
    const workload = differentKeysEndless({ seed: system.random.uint32() });
    for (let i = 1; i <= CLIENTS; i++) system.addClientWorker(client(i), workload);

    const endMs = system.nowMs + LENGTH_MS;
    system.pass(CRASH_EVERY_MS);
    for (let next = SERVERS + 1; system.nowMs + CRASH_EVERY_MS < endMs; next++) {
      system.pass(CRASH_EVERY_MS);
      const [crashed] = alive.splice(system.random.below(alive.length), 1, server(next));
      system.addServer(server(next));
      if (crashed !== undefined) system.crash(crashed);
    }
    system.pass(endMs - system.nowMs);
    system.stop();
    system.checkHistory(LINEARIZABLE);
    system.checkLongestWait(LONGEST_WAIT_MS);
  });
}

/** Repeated crashes; every result is checked as soon as it arrives. */
export const repeatedCrashesTests: LabTests = {
  '2.14': repeatedCrashes(false),
  '2.15': repeatedCrashes(true),
};
