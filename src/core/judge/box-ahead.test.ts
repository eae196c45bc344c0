/**
 * A box that works ahead changes how often it is asked, and nothing else: whatever the test and the
 * weather do, a simulation over it equals the one over live nodes, even if the box is lost or lies
 * along the way.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LiveAnswerer,
  LiveHost,
  StepReader,
  StepWriter,
  type Foreseen,
  type LabAnswer,
  type LabRequest,
  type NodeHost,
  type SentMessage,
  type SetTimer,
} from '../box/index.js';
import { encode, print } from '../canon/index.js';
import { levelRank, toAddress, type Address } from '../lab/index.js';
import { Links, Weather } from '../schedule/index.js';
import {
  Answer,
  Arm,
  Ask,
  asker,
  Burst,
  c1,
  c2,
  lab,
  Question,
  s1,
  s2,
  server,
} from '../simulator/echo-lab.fixture.js';
import {
  Simulation,
  WrongResult,
  type ClientWorker,
  type SimulationObserver,
} from '../simulator/index.js';
import type { Workload } from '../workload/index.js';
import type { LabLine, Lost } from './lab-line.js';
import { LabClient } from './remote-handlers.js';
import { RemoteNodes } from './remote-nodes.js';

const TESTER = toAddress('tester');

/** What goes wrong with the answer to the look-ahead question of this number. */
interface Trouble {
  readonly at: number;
  readonly kind: 'lost' | 'other steps';
}

/** So few that the steps of one stretch of time often take several answers. */
const FEW_STEPS = 7;

/** A box in this realm, asked in text. */
class NearLine implements LabLine {
  questions = 0;
  #looks = 0;
  #prepared: { readonly request: LabRequest; readonly answer: LabAnswer | Lost } | undefined;
  #answerer: LiveAnswerer;
  readonly #trouble: Trouble | undefined;
  readonly #stepsMax: number;

  constructor(trouble?: Trouble, stepsMax = FEW_STEPS) {
    this.#trouble = trouble;
    this.#stepsMax = stepsMax;
    this.#answerer = new LiveAnswerer(lab(), stepsMax);
  }

  /** The box works at once, as one beside this process may. */
  prepare(request: LabRequest): boolean {
    this.#prepared = { request, answer: this.#answer(request) };
    return true;
  }

  ask(request: LabRequest): LabAnswer | Lost {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    return prepared?.request === request ? prepared.answer : this.#answer(request);
  }

  #answer(request: LabRequest): LabAnswer | Lost {
    this.questions++;
    if (request.kind === 'renew') {
      this.#answerer = new LiveAnswerer(lab(), this.#stepsMax);
      // One that is set back looks ahead no more: what it was asked is asked again.
      this.#looks = Infinity;
      return { kind: 'renewed' };
    }
    if (request.kind !== 'live') throw new Error(`a question of the kind ${request.kind}`);
    const asked = JSON.parse(JSON.stringify(request.live)) as typeof request.live;
    for (const first of request.first ?? []) this.#answerer.answer(first);
    const live = this.#answerer.answer(asked);
    const isLook = asked.do === 'foresee' || asked.do === 'go on';
    const isInTrouble = isLook && this.#looks++ === this.#trouble?.at;
    if (isInTrouble && this.#trouble?.kind === 'lost') {
      this.#answerer = new LiveAnswerer(lab(), this.#stepsMax);
      return { kind: 'lost', done: undefined, how: 'hangs: stopped after 0.3 s' };
    }
    const { foreseen } = live;
    const told =
      isInTrouble && foreseen !== undefined ? { ...live, foreseen: wrong(foreseen) } : live;
    return { kind: 'live', live: JSON.parse(JSON.stringify(told)) as typeof live };
  }

  close(): void {
    // There is nothing to end.
  }
}

/** The middle step becomes one of another node. */
function wrong(foreseen: Foreseen): Foreseen {
  const [reader, writer] = [new StepReader(foreseen), new StepWriter()];
  const middle = foreseen.steps >> 1;
  while (!reader.isAtEnd) {
    const { at, taken } = reader;
    const [sends, sets]: [SentMessage[], SetTimer[]] = [[], []];
    const told = reader.read({
      send: (from, to) => sends.push({ from, to, message: {} }),
      set: (owner, minMs, maxMs) => sets.push({ owner, timer: {}, minMs, maxMs }),
    });
    if (taken === middle) writer.add(s2, undefined, undefined);
    else writer.add(at, { sends, sets }, told);
  }
  return { ...foreseen, ...writer.written() };
}

/** A client's commands: `size` of them, each `pauseMs` after the previous result. */
const asking = (size: number, pauseMs: number): Workload => ({
  size,
  pauseMs,
  commandAt: (index) => new Ask(index + 100),
  expectedAt: (index) => new Answer(index + 100),
});

/** What a test does, and says of it. */
type Deed = (simulation: Simulation, second: ClientWorker) => string | void;

/** Something a test does, with a line that describes it. */
interface Told {
  readonly text: string;
  readonly does: Deed;
}

const told = (text: string, does: Deed): Told => ({ text, does });
const ms = fc.integer({ min: 0, max: 60 });

const weathers: readonly Weather[] = [
  Weather.fair,
  Weather.fair.withNetworkRate(0.7),
  Weather.fair.withDuplicates(0.3).withLatency(0, 0),
  Weather.fair.withExtraDelay(0.4, 30).withNetworkRate(0.9),
  Weather.fair.withSenderRate(s1, 0.5).withDuplicates(0.1),
];

const deed: fc.Arbitrary<Told> = fc.oneof(
  ms.map((wait) => told(`pass ${wait}`, (run) => run.advance(run.nowMs + wait))),
  ms.map((wait) =>
    told(`wait ${wait} for all clients`, (run) => {
      const awaited = run.workers.map(({ address }) => address);
      const isDone = (): boolean => run.workers.every(({ done }) => done);
      run.advance(run.nowMs + wait, isDone, awaited);
    }),
  ),
  ms.map((wait) =>
    told(`wait ${wait} for anything`, (run) => {
      const until = run.events + 7;
      run.advance(run.nowMs + wait, () => run.events >= until);
    }),
  ),
  fc.nat(12).map((number) =>
    told(`ask ${number}`, (run, second) => {
      if (second.waiting !== undefined || !run.nodes().includes(c2)) return;
      run.command(second, new Ask(number), new Answer(number));
      run.advance(run.nowMs + 40, () => second.waiting === undefined, [c2]);
    }),
  ),
  fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }).map((numbers) =>
    told(`ask each of ${numbers.join()}`, (run, second) => {
      if (second.waiting !== undefined || !run.nodes().includes(c2)) return;
      run.ask(second, [numbers.map((number) => [new Ask(number), new Answer(number)])]);
    }),
  ),
  fc.tuple(fc.nat(12), ms, ms).map(([number, wait, other]) =>
    told(`ask ${number}, say that ${wait} pass, and let ${other} pass`, (run, second) => {
      if (second.waiting !== undefined || !run.nodes().includes(c2)) return;
      run.ask(second, [[[new Ask(number), new Answer(number)]]], wait);
      if (other % 3 === 0) run.inject(TESTER, s1, new Arm(1, 9));
      run.advance(run.nowMs + (other % 2 === 0 ? other : wait));
    }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(9), fc.nat(40)).map(([count, wait, at]) =>
    told(`ask ${count} rounds, ${wait} apart, and something else after ${at}`, (run, second) => {
      const rounds = Array.from({ length: count }, (_, round) =>
        Array.from({ length: (round % 3) + 1 }, (_each, i) => toAsk(round * 10 + i)),
      );
      for (const [i, round] of rounds.entries()) {
        if (second.waiting !== undefined || !run.nodes().includes(c2)) return;
        run.ask(second, [round, ...rounds.slice(i + 1, i + 4)], wait);
        run.advance(run.nowMs + wait);
        if (i * 7 === at) run.inject(TESTER, s1, new Arm(1, 9));
        if (i * 9 === at) run.advance(run.nowMs + 1);
        if (i * 10 === at) return;
      }
    }),
  ),
  fc.nat(2).map((at) =>
    told(
      `ask three, of which ${at} is expected to give something else, and go on`,
      (run, second) => {
        if (second.waiting !== undefined || !run.nodes().includes(c2)) return;
        const asked = [0, 1, 2].map((i) => [new Ask(i), new Answer(i === at ? 99 : i)] as const);
        try {
          run.ask(second, [asked]);
        } catch (error) {
          if (!(error instanceof WrongResult)) throw error;
        }
      },
    ),
  ),
  fc.nat(4).map((count) =>
    told(`burst ${count}`, (run) => {
      run.inject(TESTER, s1, new Burst(TESTER, count));
      run.advance(run.nowMs + 3);
      run.takeFrom(TESTER);
    }),
  ),
  fc.nat(2).map((count) =>
    told(`wait for the first of ${count} in the mailbox`, (run) => {
      run.inject(TESTER, s1, new Burst(TESTER, count));
      let mail = run.takeFrom(TESTER);
      run.advance(run.nowMs + 30, () => (mail ??= run.takeFrom(TESTER)) !== undefined, []);
      return mail === undefined ? 'none' : print(mail.message, run.host.classes);
    }),
  ),
  fc.constantFrom(s1, s2).map((to) =>
    told(`inject to ${to}`, (run) => {
      run.inject(TESTER, to, new Question([3]));
      run.inject(TESTER, to, new Arm(1, 9));
    }),
  ),
  fc
    .constantFrom(...weathers.keys())
    .map((index) =>
      told(`weather ${index}`, (run) => run.setNetwork(weathers[index] as Weather, run.links)),
    ),
  fc
    .boolean()
    .map((on) =>
      told(`links ${String(on)}`, (run) =>
        run.setNetwork(run.weather, Links.all.withReceiver(s1, on)),
      ),
    ),
  fc.constantFrom(s2, c1).map((node) =>
    told(`crash or add ${node}`, (run) => {
      if (run.nodes().includes(node)) run.crash(node);
      else if (node === s2) run.addServer(server(s2));
    }),
  ),
  fc.constant(told('look', (run) => void run.host.peek(s1))),
);

const toAsk = (number: number) => [new Ask(number), new Answer(number)] as const;

/** Everything a simulation shows an observer that sees no messages. */
function shown(host: NodeHost, plan: readonly Told[], seed: number, eventsMax = 100_000) {
  const { classes } = host;
  const lines: string[] = [];
  const note = (nowMs: number, text: string, data?: object): void =>
    void lines.push(`${nowMs} ${text} ${data === undefined ? '' : print(data, classes)}`);
  const observer: SimulationObserver = {
    onAdd: (node, now) => note(now, `add ${node.address}`),
    onCommand: (client, command, now) => note(now, client, command),
    onResult: ({ client, result }, _expected, now) => note(now, client, result),
    onStepped: (node, now) => note(now, `stepped ${node}`),
    onLog: (node, level, text, now) => note(now, `${node} ${level} ${text}`),
  };
  const options = { seed, limitMs: 400, eventsMax, observers: [observer], logThreshold: 0 };
  const simulation = new Simulation(host, { ...options, logThreshold: levelRank('ALL') });
  try {
    simulation.openMailbox(TESTER);
    simulation.addServer(server(s1));
    simulation.addServer(server(s2));
    simulation.start();
    simulation.addClient(asker(c1), asking(40, seed % 2 === 0 ? 0 : 5));
    const second = simulation.addClient(asker(c2), undefined);
    for (const { text, does } of plan) {
      lines.push(text, String(does(simulation, second)));
    }
    simulation.checkStates();
  } catch (error) {
    lines.push(String(error));
    return { lines, nowMs: simulation.nowMs, events: simulation.events };
  }
  const states = simulation.nodes().map((node) => encode(host.peek(node), classes, 'state'));
  const flights = [...simulation.flights()]
    .sort((a, b) => a.id - b.id || a.copy - b.copy)
    .map(({ id, copy, atMs, message }) => `${id} ${copy} ${atMs} ${print(message, classes)}`);
  const counts = [s1, s2, c1, c2].map((node: Address) => simulation.countOf(node));
  return { lines, nowMs: simulation.nowMs, events: simulation.events, states, flights, counts };
}

const far = (line: LabLine): NodeHost =>
  new RemoteNodes(new LabClient(line), lab().classes, () => undefined);
const near = (): NodeHost => new LiveHost(lab());

const plans = fc.array(deed, { minLength: 1, maxLength: 12 });
const seeds = fc.integer({ min: 0, max: 1000 });

describe('a simulation over a box that works ahead', () => {
  test('shows what one over live nodes shows', () => {
    fc.assert(
      fc.property(plans, seeds, (plan, seed) => {
        expect(shown(far(new NearLine()), plan, seed)).toEqual(shown(near(), plan, seed));
      }),
      { numRuns: 100 },
    );
  });

  test.each(['lost', 'other steps'] as const)('also where an answer is %s', (kind) => {
    fc.assert(
      fc.property(plans, seeds, fc.nat(8), (plan, seed, at) => {
        const line = new NearLine({ at, kind });
        expect(shown(far(line), plan, seed)).toEqual(shown(near(), plan, seed));
      }),
      { numRuns: 60 },
    );
  });

  test('ends at the same event where their number is limited', () => {
    fc.assert(
      fc.property(plans, seeds, fc.integer({ min: 1, max: 120 }), (plan, seed, eventsMax) => {
        const line = new NearLine();
        expect(shown(far(line), plan, seed, eventsMax)).toEqual(
          shown(near(), plan, seed, eventsMax),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('asks it seldom', () => {
    const line = new NearLine(undefined, 512);
    const wait = told('wait', (run) => void run.advance(380));
    const { events } = shown(far(line), [wait], 2);
    expect(events).toBeGreaterThan(100);
    // For adding nodes, one command, one or two stretches of time, and looks at states.
    expect(line.questions).toBeLessThan(25);
  });
});
