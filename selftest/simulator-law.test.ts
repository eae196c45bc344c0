/**
 * The simulator keeps live nodes, for speed: it is the one part that is not built on the `Stepper`.
 * So it has to agree with the `Stepper`: a recorded run, replayed on the `World`, leaves the same
 * nodes, timers, results and messages. Tried with every run test of every lab; LABTEST_LAW_SEEDS=20
 * tries more seeds, and LABTEST_LAW_EVENTS=100000 longer runs.
 */
import { expect, test } from 'vitest';
import { loadLab, ThreadHandlers, type Lab, type NodeHost } from '../src/core/box/index.js';
import { encode } from '../src/core/canon/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { levelRank, rootAddress, type Address } from '../src/core/lab/index.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import type { ArmedTimer, Flight } from '../src/core/schedule/index.js';
import {
  TraceRecorder,
  type CallListener,
  type SimulationObserver,
} from '../src/core/simulator/index.js';
import { envelopeKey, timerKey, type World } from '../src/core/system/index.js';
import { executeRunTest, type RunTest } from '../src/core/testkit/index.js';
import { replay, standardPredicate, type Trace } from '../src/core/trace/index.js';
import type { Operation } from '../src/core/workload/index.js';
import { solutionFolder } from './mutants/index.js';

const SEEDS = Number(process.env['LABTEST_LAW_SEEDS'] ?? 2);
const EVENTS = Number(process.env['LABTEST_LAW_EVENTS'] ?? 600);
/** One in this many recorded calls is made again, to compare its outcome. */
const CALLS_PER_CHECK = 5;
const LABS = [
  ['0', 'lab0-reference'],
  ['1', 'lab1-reference'],
  ['2', 'lab2-reference'],
] as const;

/** Ends a run between two of its steps. */
class Enough extends Error {}

/** The end of a run according to its own engine, counted and not replayed. */
class Left implements SimulationObserver {
  readonly #lab: Lab;
  readonly #host: NodeHost;
  readonly #nodes = new Set<Address>();
  readonly #flights = new Map<string, Flight>();
  readonly #timers = new Map<number, ArmedTimer>();
  readonly #results = new Map<Address, string[]>();
  #steps = 0;

  constructor(lab: Lab, host: NodeHost) {
    this.#lab = lab;
    this.#host = host;
  }

  onAdd({ address }: { readonly address: Address }): void {
    this.#nodes.add(address);
  }
  onCrash(node: Address): void {
    this.#nodes.delete(node);
    this.#results.delete(node);
    for (const [id, { owner }] of this.#timers) {
      if (rootAddress(owner) === node) this.#timers.delete(id);
    }
  }
  onSend(flight: Flight): void {
    this.#flights.set(`${flight.id} ${flight.copy}`, flight);
  }
  onSet(timer: ArmedTimer): void {
    this.#timers.set(timer.id, timer);
  }
  onDeliver(flight: Flight): void {
    this.#endAt(EVENTS);
    this.#flights.delete(`${flight.id} ${flight.copy}`);
  }
  onDrop(flight: Flight): void {
    this.#flights.delete(`${flight.id} ${flight.copy}`);
  }
  onFire({ id }: ArmedTimer): void {
    this.#endAt(EVENTS);
    this.#timers.delete(id);
  }
  onResult({ client, result }: Operation): void {
    const text = encode(result, this.#lab.classes, 'value');
    this.#results.set(client, [...(this.#results.get(client) ?? []), text]);
  }

  /** The same as {@link leftOf} says of a world. */
  get left() {
    const { classes } = this.#lab;
    const timers = [...this.#timers.values()].map((timer) =>
      timerKey({ ...timer, timer: encode(timer.timer, classes, 'value') }),
    );
    const messages = [...this.#flights.values()].map((flight) =>
      envelopeKey({ ...flight, message: encode(flight.message, classes, 'value') }),
    );
    const nodes = [...this.#nodes].map((node) => [
      node,
      encode(this.#host.peek(node), classes, 'state'),
      this.#results.get(node) ?? [],
    ]);
    return { nodes, timers: timers.sort(), messages: messages.sort() };
  }

  #endAt(steps: number): void {
    if (this.#steps++ >= steps) throw new Enough();
  }
}

function leftOf({ locals, network }: World): Left['left'] {
  const timers = [...locals.values()].flatMap((local) => local.timers.map(timerKey));
  const messages = [...network.values()].flatMap((envelope) =>
    Array.from({ length: network.count(envelope) }, () => envelopeKey(envelope)),
  );
  const nodes = [...locals].map(([node, local]) => [node, local.node, [...local.results]]);
  return { nodes, timers: timers.sort(), messages: messages.sort() };
}

/** A test run up to some of its steps: what was recorded, and how its engine says it ended. */
function recorded(
  code: RunTest,
  lab: Lab,
  { seed, limitMs, onCall }: { seed: number; limitMs: number; onCall: CallListener },
) {
  let left: Left | undefined;
  let recorder: TraceRecorder | undefined;
  try {
    executeRunTest(code, lab, {
      seed,
      limitMs,
      eventsMax: Infinity,
      timeouts: true,
      logThreshold: levelRank('OFF'),
      observersOf: (host) => {
        left = new Left(lab, host);
        recorder = new TraceRecorder(lab.classes, (node) => host.peek(node), Infinity, onCall);
        return [left, recorder];
      },
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  if (left === undefined || recorder === undefined) throw new Error('a run without observers');
  const trace: Trace = {
    ...recorder.recorded(),
    lab: '',
    test: '',
    seed,
    solution: '',
    harness: '',
    classes: lab.classes.catalogue(),
    verdict: { verdict: 'passed', detail: '' },
  };
  return { left: left.left, trace, unfit: recorder.unfit };
}

test.each(LABS)('a run of lab %s ends on the World as it does live', async (name, folder) => {
  const { definition, spec, terms } = await loadKnownLab(name);
  const { solution } = await findLabFolder(solutionFolder(folder), '.', name);
  const lab = loadLab(await compileLab(solution, terms.given), terms);
  const tools = { handlers: new ThreadHandlers(lab), classes: lab.classes };
  let runs = 0;
  let calls = 0;
  // What the recorder says a handler did is what the handler does when asked.
  const onCall: CallListener = (call, outcome) => {
    if (calls++ % CALLS_PER_CHECK === 0) expect(tools.handlers.run([call])).toEqual([outcome]);
  };
  for (const each of spec.tests) {
    const { number } = each;
    const code = definition.tests[number];
    if (each.kind === 'search' || code === undefined || code.kind !== 'run') continue;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { limitMs } = each;
      const { left, trace, unfit } = recorded(code, lab, { seed, limitMs, onCall });
      const report = replay(trace, { ...tools, predicateOf: standardPredicate });
      const at = `${number} seed ${seed}`;
      expect([at, unfit, report.refusal, report.otherState]).toEqual([
        at,
        undefined,
        undefined,
        undefined,
      ]);
      expect([at, leftOf(report.world)]).toEqual([at, left]);
      runs++;
    }
  }
  expect(runs).toBeGreaterThan(0);
  expect(calls).toBeGreaterThan(runs);
});
