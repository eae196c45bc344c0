import { equals } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { describe } from './describe.js';
import type { Predicate, Truth } from './predicate.js';
import type { ClientView } from './system-view.js';

/**
 * Every client got the expected result for every command so far.
 *
 * @example
 * ```ts
 * settings.invariant(RESULTS_OK);
 * ```
 */
export const RESULTS_OK: Predicate = {
  name: 'RESULTS_OK',
  kind: 'eachClient',
  test: resultsOk,
};

function resultsOk(client: ClientView): Truth {
  for (const [i, result] of client.results.entries()) {
    const expected = client.expected[i];
    if (expected === undefined || equals(result, expected)) continue;
    const command = describe(client.commands[i]);
    const got = `${client.address} got ${describe(result)} for ${command}`;
    return { holds: false, detail: `${got}, expected ${describe(expected)}` };
  }
  return { holds: true };
}

/**
 * Every client's workload is finished, and none waits.
 *
 * @example
 * ```ts
 * system.find('all can finish', start, settings.goal(CLIENTS_DONE));
 * ```
 */
export const CLIENTS_DONE: Predicate = {
  name: 'CLIENTS_DONE',
  kind: 'eachClient',
  test: done,
};

function done(client: ClientView): Truth {
  if (client.done) return { holds: true };
  const waiting = client.commands[client.results.length];
  const detail =
    waiting === undefined
      ? `${client.address} has not been given its next command`
      : `${client.address} waits for the result of ${describe(waiting)}`;
  return { holds: false, detail };
}

/**
 * This client's workload is finished, and it does not wait.
 *
 * @example
 * ```ts
 * settings.goal(clientDone(client(1)));
 * ```
 */
export function clientDone(address: Address): Predicate {
  return {
    name: `${address} is done`,
    kind: 'clients',
    test(clients) {
      const client = clients.find((other) => other.address === address);
      if (client !== undefined) return done(client);
      return { holds: false, detail: `there is no client ${address}` };
    },
  };
}

/**
 * All clients' results, in order, are equal: a statement about the end of a run. It does not hold
 * while one client has a result and another still waits; so it is no use as a search invariant.
 *
 * @example
 * ```ts
 * system.check(ALL_RESULTS_SAME);
 * ```
 */
export const ALL_RESULTS_SAME: Predicate = {
  name: 'ALL_RESULTS_SAME',
  kind: 'clients',
  test(clients) {
    const [first, ...others] = clients;
    if (first === undefined) return true;
    const other = others.find((client) => !equals(client.results, first.results));
    if (other === undefined) return true;
    return { holds: false, detail: `${listed(first)}, but ${listed(other)}` };
  },
};

function listed(client: ClientView): string {
  return `${client.address} got [${client.results.map(describe).join(', ')}]`;
}
