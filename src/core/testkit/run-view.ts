import type { ClientView, MessageView, SystemView } from '../predicate/index.js';
import type { ClientWorker, Simulation } from '../simulator/index.js';

/** What predicates see of a run, at the time of the call. */
export function runView(simulation: Simulation): SystemView {
  const workers = [...simulation.workers].sort((a, b) => (a.address < b.address ? -1 : 1));
  return {
    clients: workers.map(clientView),
    *messages(): Generator<MessageView> {
      for (const { from, to, message } of simulation.flights()) yield { from, to, message };
    },
    node: (address) => simulation.host.peek(address),
  };
}

function clientView(worker: ClientWorker): ClientView {
  const { address, operations, expected, done } = worker;
  return {
    address,
    commands: operations.map(({ command }) => command),
    results: operations.flatMap(({ result }) => (result === undefined ? [] : [result])),
    expected,
    done,
  };
}
