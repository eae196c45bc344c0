import type { Lab, NodeHost } from '../box/index.js';
import { inThisRealm, type TestedLab } from '../judge/index.js';
import type { ExpectedExports } from '../given/index.js';
import { Random } from '../support/index.js';
import { Weather, type WeatherData } from '../schedule/index.js';
import { Simulation, type SimulationObserver } from '../simulator/index.js';
import type { LogRecord } from './outcome.js';
import { runLog } from './run-log.js';
import { Warnings } from './warnings.js';

/** How one seed of a run test is run. */
export interface RunTestOptions {
  /** Any safe integer. */
  readonly seed: number;
  /** Virtual milliseconds. */
  readonly limitMs: number;
  /** Handlers run, at most: the limit that ends a run in which time stands still. */
  readonly eventsMax: number;
  /** What the lab's submissions export; left out, what a test makes of them is not checked. */
  readonly contract?: ExpectedExports | undefined;
  /** Whether `limitMs` counts. */
  readonly timeouts: boolean;
  /** The rank of the least level of log records that `onLog` is given. */
  readonly logThreshold: number;
  /** Only records of these nodes; all when left out. */
  readonly logNodes?: ReadonlySet<string> | undefined;
  readonly onLog?: ((record: LogRecord) => void) | undefined;
  /** Told everything that happens: trace recorders, monitors. */
  readonly observers?: readonly SimulationObserver[] | undefined;
  /** More of them, who look at the nodes themselves. */
  readonly observersOf?: ((host: NodeHost) => readonly SimulationObserver[]) | undefined;
}

/** A lab as tests reach it; one that was loaded here is reached in this very realm. */
export function testedLab(lab: Lab | TestedLab): TestedLab {
  return 'nodes' in lab ? lab : inThisRealm(lab);
}

/** What a run test is given: the lab under test, and how it is to be run. */
export class RunContext {
  readonly lab: TestedLab;
  readonly options: RunTestOptions;
  readonly host: NodeHost;
  /** The test's own randomness: whom to crash, what to ask. */
  readonly random: Random;
  /** Told everything that happens, the log among them. */
  readonly observers: readonly SimulationObserver[];
  readonly warnings = new Warnings();
  /** Drawn and set options, for the report. */
  readonly drawn: Record<string, string | number> = {};
  /** Steps of tests that drive nodes by hand. */
  steps = 0;
  #simulation: Simulation | undefined;

  constructor(lab: Lab | TestedLab, options: RunTestOptions) {
    this.lab = testedLab(lab);
    this.options = options;
    this.host = this.lab.nodes();
    this.random = Random.fromSeed(options.seed).split('test');
    const { onLog: write, logThreshold: threshold, logNodes: nodes } = options;
    const log = write && runLog({ threshold, nodes, write }, lab.classes);
    this.observers = [
      ...(options.observers ?? []),
      ...(options.observersOf?.(this.host) ?? []),
      ...(log === undefined ? [] : [log]),
      { onWarning: (_node, warning) => this.warnings.note(warning) },
    ];
  }

  /** The test's one simulation, made when it is first asked for. */
  get simulation(): Simulation {
    const { seed, limitMs, eventsMax, timeouts, logThreshold } = this.options;
    if (this.#simulation !== undefined) return this.#simulation;
    this.#noteWeather(Weather.fair.toJSON());
    this.#simulation = new Simulation(this.host, {
      seed,
      limitMs: timeouts ? limitMs : Infinity,
      eventsMax,
      observers: this.observers,
      logThreshold,
    });
    return this.#simulation;
  }

  /** Keeps the worst weather of the run for the report. */
  #noteWeather({ latencyMs, deliverRate, duplicateRate, extraDelay }: WeatherData): void {
    const { drawn } = this;
    drawn['latencyMs'] = latencyMs.join('–');
    drawn['deliverRate'] = Math.min(Number(drawn['deliverRate'] ?? 1), deliverRate);
    if (duplicateRate > 0) drawn['duplicateRate'] = duplicateRate;
    if (extraDelay[0] > 0) drawn['extraDelay'] = `${extraDelay[0]} up to ${extraDelay[1]} ms`;
  }

  /** Virtual time so far; 0 in a test that drives nodes by hand. */
  get nowMs(): number {
    return this.#simulation?.nowMs ?? 0;
  }

  get events(): number {
    return this.#simulation?.events ?? this.steps;
  }

  /** What is checked of every test that got to its end. */
  finish(): void {
    this.#simulation?.checkStates();
  }
}
