import type { Address } from '../../../index.js';
import { PING_CHECK_MILLIS } from '../given/lab2.js';
import {
  append,
  appendResult,
  client,
  get,
  getResult,
  put,
  putOk,
  server,
  type LabTests,
} from '../../../testing.js';
import { finish, replaceServer, waitForPair } from '../steps/beyond-steps.js';
import { lab2RunTest } from '../steps/run-steps.js';

const KEYS = 12;
const ROUNDS = 4;

/** What goes wrong only when the state does not fit one message, or one answer. */
export const longStateTests: LabTests = {
  // The messages of a long state are lost, late or duplicated; then only the new backup is left.
  '3.26': lab2RunTest((system) => {
    const alive: Address[] = [server(1), server(2), server(3)];
    system.addServer(...alive);
    const [writer, reader] = [system.addClient(client(1)), system.addClient(client(2))];
    system.start();
    const values = Array.from({ length: KEYS }, (_, key) => `${key}:`);
    for (const [key, value] of values.entries()) writer.check(put(key, value), putOk());
    for (let round = 0; round < ROUNDS; round++) {
      const { primary, backup } = waitForPair(system);
      const newcomer = server(2 * round + 4);
      const servers = [...alive, newcomer];
      system.network.duplicates(0.5).extraDelay(0.3, PING_CHECK_MILLIS);
      for (const from of servers) {
        for (const to of servers) system.network.linkRate(from, to, 0.7);
      }
      replaceServer(system, alive, backup, newcomer);
      system.pass(system.random.between(3 * PING_CHECK_MILLIS, 8 * PING_CHECK_MILLIS));
      system.network.reset();
      waitForPair(system);
      replaceServer(system, alive, primary, server(2 * round + 5));
      const changed = system.random.below(KEYS);
      values[changed] += `${round},`;
      writer.check(append(changed, `${round},`), appendResult(values[changed] as string));
      for (const [key, value] of values.entries()) reader.check(get(key), getResult(value));
    }
    finish(system);
  }),
};
