import { LiveHost, type Lab } from '../box/index.js';
import { levelRank, toAddress } from '../lab/index.js';
import { Weather } from '../schedule/index.js';
import { Simulation, TraceRecorder, WrongResult } from '../simulator/index.js';
import { LabFault } from '../support/index.js';
import { Links } from '../system/index.js';
import { append, appendDifferentKeys, appendSameKey } from '../workload/index.js';
import {
  clientAddress,
  clientBlueprint,
  Request,
  server1,
  serverBlueprint,
} from './append-lab.fixture.js';
import type { Trace } from './file/index.js';

export interface RecordedRunOptions {
  readonly seed: number;
  readonly clients?: number;
  readonly rounds?: number;
  /** How likely a message is delivered. */
  readonly rate?: number;
  readonly duplicateRate?: number;
  /** All clients append to one key, without expected results. */
  readonly sameKey?: boolean;
  /** How long clients are waited for, in virtual time. */
  readonly lengthMs?: number;
}

/** Runs some clients in bad weather and records it, to its end or its first wrong result. */
export function recordedRun(lab: Lab, options: RecordedRunOptions): Trace {
  const { seed, clients = 2, rounds = 4, rate = 0.7, duplicateRate = 0.1 } = options;
  const { lengthMs = 5000 } = options;
  return recorded(lab, seed, (simulation) => {
    const weather = Weather.fair.withNetworkRate(rate).withDuplicates(duplicateRate);
    simulation.setNetwork(weather, Links.all);
    simulation.addServer(serverBlueprint);
    const workload = options.sameKey === true ? appendSameKey(rounds) : appendDifferentKeys(rounds);
    for (let i = 1; i <= clients; i++) simulation.addClient(clientBlueprint(i), workload);
    simulation.start();
    simulation.advance(lengthMs, () => simulation.workers.every(({ done }) => done));
    simulation.crash(clientAddress(1));
    simulation.advance(lengthMs + 1000);
    simulation.crash(server1);
  });
}

/** A test hands in commands, at once or after timers have fired; one client rests. */
export function handDrivenRun(lab: Lab, seed: number): Trace {
  return recorded(lab, seed, (simulation) => {
    simulation.addServer(serverBlueprint);
    const client = simulation.addClient(clientBlueprint(1), undefined);
    const workload = { ...appendSameKey(5), pauseMs: 7 };
    simulation.addClient(clientBlueprint(2), workload);
    simulation.start();
    for (const [value, waitMs] of Object.entries({ a: 0, b: 3, c: 30, d: 0 })) {
      simulation.advance(simulation.nowMs + waitMs);
      simulation.command(client, append('foo', value));
      simulation.advance(Infinity, () => client.done);
    }
    simulation.inject(toAddress('tester'), server1, new Request(9, append('foo', 'z')));
    simulation.openMailbox(toAddress('tester'));
    simulation.advance(simulation.nowMs + 100);
  });
}

function recorded(lab: Lab, seed: number, script: (simulation: Simulation) => void): Trace {
  const host = new LiveHost(lab);
  const recorder = new TraceRecorder(lab.classes, (node) => host.peek(node), 100_000);
  const simulation = new Simulation(host, {
    seed,
    limitMs: Infinity,
    eventsMax: 50_000,
    observers: [recorder],
    logThreshold: levelRank('OFF'),
  });
  let verdict: Trace['verdict'] = { verdict: 'passed', detail: 'the test passed' };
  try {
    script(simulation);
  } catch (error) {
    if (error instanceof WrongResult) verdict = failed('result', error.message);
    else if (error instanceof LabFault)
      verdict = { ...failed('lab', error.data.message), fault: error.data.message };
    else throw error;
  }
  return {
    ...recorder.recorded(),
    lab: '2',
    test: '2.99',
    seed,
    solution: 'abc',
    harness: '0.0.0',
    classes: lab.classes.catalogue(),
    verdict,
  };
}

function failed(kind: string, detail: string): Trace['verdict'] {
  return { verdict: 'failed', kind, detail };
}

/** A run in which at least one client waits forever. */
export function stuckRun(lab: Lab, options: Omit<RecordedRunOptions, 'seed'> = {}): Trace {
  for (let seed = 1; seed < 200; seed++) {
    const run = recordedRun(lab, { ...options, seed });
    const events = run.events.filter(({ action }) => action.kind !== 'crash');
    const { rounds = 4 } = options;
    const isStuck = [...run.workloads.values()].some(({ length }) => length < rounds);
    if (isStuck) return { ...run, events, verdict: failed('liveness', 'a client waits for ever') };
  }
  throw new Error('no seed is stuck');
}

/** A seed whose run fails with this lab. */
export function failingRun(lab: Lab, options: Omit<RecordedRunOptions, 'seed'> = {}): Trace {
  for (let seed = 1; seed < 200; seed++) {
    const trace = recordedRun(lab, { ...options, seed });
    if (trace.verdict.verdict === 'failed') return trace;
  }
  throw new Error('no seed fails');
}
