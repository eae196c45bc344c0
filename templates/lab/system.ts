import type { Address } from 'labtest';
import { Add, Total } from 'labtest/counter';
import {
  clientOf,
  listWorkload,
  serverOf,
  toAddress,
  type Predicate,
  type Subjects,
  type Workload,
} from 'labtest/testing';

export const SERVER: Address = toAddress('server');

/** Which exports make the nodes. */
export const counter: Subjects = {
  server: (address) => serverOf('CounterServer', address),
  client: (address) => clientOf('CounterClient', address, SERVER),
};

/** Adds one, so often. Alone, a client gets 1, 2, 3, ... */
export function ones(times: number, expected: 'expected' | 'any'): Workload {
  const numbers = Array.from({ length: times }, (_, i) => i + 1);
  return listWorkload(
    numbers.map(() => new Add(1)),
    expected === 'expected' ? numbers.map((value) => new Total(value)) : undefined,
  );
}

/** With many clients, nobody knows who gets which total, but no two get the same. */
export const TOTALS_DIFFER: Predicate = {
  name: 'TOTALS_DIFFER',
  kind: 'clients',
  test(clients) {
    const seen = new Map<number, Address>();
    for (const { address, results } of clients) {
      for (const result of results) {
        const { value } = result as Total;
        const other = seen.get(value);
        if (other !== undefined) {
          return { holds: false, detail: `${other} and ${address} both got ${value}` };
        }
        seen.set(value, address);
      }
    }
    return true;
  },
};

/** Every add counts once: no total is higher than the number of adds that were asked for. */
export const COUNTED_ONCE: Predicate = {
  name: 'COUNTED_ONCE',
  kind: 'clients',
  test(clients) {
    const asked = clients.reduce((sum, { commands }) => sum + commands.length, 0);
    for (const { address, results } of clients) {
      const most = Math.max(0, ...results.map((result) => (result as Total).value));
      if (most > asked) {
        return { holds: false, detail: `${address} got ${most} after ${asked} adds of 1` };
      }
    }
    return true;
  },
};
