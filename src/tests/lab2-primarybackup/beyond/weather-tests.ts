import type { Address } from '../../../index.js';
import {
  client,
  server,
  TESTER,
  type LabTest,
  type LabTests,
  type RunSystem,
} from '../../../testing.js';
import { connect, expectService, finish, sharedKeys, waitForPair } from '../steps/beyond-steps.js';
import { lab2RunTest } from '../steps/run-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const CLIENTS = [client(1), client(2), client(3)];
const PAUSE_MS = 10;

/** A running system, and its members. */
interface Storm {
  readonly system: RunSystem;
  readonly servers: Address[];
}

/** Clients work on the same keys while the network does its worst; then it is fair again. */
function storm(servers: number, rage: (storm: Storm) => void): LabTest {
  return lab2RunTest((system) => {
    const all = Array.from({ length: servers }, (_, i) => server(i + 1));
    system.addServer(...all);
    system.start();
    waitForPair(system);
    for (const each of CLIENTS) system.addClientWorker(each, sharedKeys(system, 2, PAUSE_MS));
    rage({ system, servers: all });
    system.network.reset();
    expectService(system, CLIENTS);
    finish(system);
  });
}

/** One change of the network, drawn afresh each time. */
function turn({ system, servers }: Storm): void {
  const { random, network } = system;
  const everybody = [VIEW_SERVER, ...servers, ...CLIENTS];
  switch (random.below(6)) {
    case 0:
    case 1: {
      const lonely = random.pick(servers);
      connect(
        system,
        [lonely],
        everybody.filter(() => random.chance(0.6)),
        false,
      );
      break;
    }
    case 2:
      network.extraDelay(random.between(0.1, 0.5), random.between(50, 1500));
      break;
    case 3:
      network.deliverRate(random.between(0.6, 1)).reliable(TESTER);
      break;
    case 4:
      network.duplicates(random.between(0, 0.6));
      break;
    default:
      network.reset();
  }
}

/** Weather at its worst; nothing crashes unless a test says so. */
export const weatherTests: LabTests = {
  // Everything arrives twice, in any order.
  '3.9': storm(3, ({ system }) => {
    system.network.duplicates(1).extraDelay(0.6, 250);
    system.pass(6000);
  }),

  // Messages arrive seconds late, including those of the view server.
  '3.10': storm(4, ({ system, servers }) => {
    for (let i = 0; i < 6; i++) {
      system.network.extraDelay(0.35, 3000);
      system.pass(system.random.between(150, 500));
      connect(system, [system.random.pick(servers)], [VIEW_SERVER], false);
      system.pass(system.random.between(150, 500));
      system.network.reset();
      system.pass(system.random.between(0, 800));
    }
  }),

  // Half of the messages between primary and backup are lost, including state transfers.
  '3.11': storm(3, ({ system, servers }) => {
    for (let i = 0; i < 8; i++) {
      for (const from of servers) {
        for (const to of servers) if (from !== to) system.network.linkRate(from, to, 0.4);
      }
      system.network.duplicates(0.5);
      connect(system, [system.random.pick(servers)], [VIEW_SERVER], false);
      system.pass(system.random.between(150, 600));
      connect(system, servers, [VIEW_SERVER], true);
      system.pass(system.random.between(50, 500));
    }
  }),

  // Every message arrives twice and late while views change: those of an old view must be ignored.
  '3.12': storm(3, ({ system, servers }) => {
    const { random, network } = system;
    for (let i = 0; i < 16; i++) {
      network.duplicates(0.8).extraDelay(0.5, random.between(100, 1200));
      system.pass(random.between(10, 300));
      const lonely = random.pick(servers);
      connect(
        system,
        [lonely],
        random.chance(0.5) ? [VIEW_SERVER] : [VIEW_SERVER, ...servers],
        false,
      );
      for (const each of servers) network.linkRate(lonely, each, 0.5);
      system.pass(random.between(150, 450));
      connect(system, servers, [VIEW_SERVER, ...servers], true);
    }
  }),

  // Any of these at any time.
  '3.13': storm(5, (at) => {
    for (let i = 0; i < 60; i++) {
      turn(at);
      at.system.pass(at.system.random.between(20, 300));
    }
  }),

  // Two servers alone: the one that is cut off must come back, whatever is still in flight to it.
  '3.14': storm(2, (at) => {
    for (let i = 0; i < 60; i++) {
      turn(at);
      at.system.pass(at.system.random.between(20, 300));
    }
  }),
};
