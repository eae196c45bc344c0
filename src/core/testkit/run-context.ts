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
  /** The maximum number of events. It ends a run in which time stands still. */
  readonly eventsMax: number;
  /** What submissions have to export; if omitted, what a test builds from them is not checked. */
  readonly contract?: ExpectedExports | undefined;
  /** Whether `limitMs` applies. */
  readonly timeouts: boolean;
  /** The rank of the lowest level of log records passed to `onLog`. */
  readonly logThreshold: number;
  /** Only records of these nodes; all if omitted. */
  readonly logNodes?: ReadonlySet<string> | undefined;
  readonly onLog?: ((record: LogRecord) => void) | undefined;
  /** Told everything that happens: trace recorders, monitors. */
  readonly observers?: readonly SimulationObserver[] | undefined;
  /** More observers, which look at the nodes themselves. */
  readonly observersOf?: ((host: NodeHost) => readonly SimulationObserver[]) | undefined;
}

/** A lab as tests use it; one that was loaded here is used in this very realm. */
export function testedLab(lab: Lab | TestedLab): TestedLab {
  return 'nodes' in lab ? lab : inThisRealm(lab);
}

/** What a run test gets: the lab under test, and how to run it. */
export class RunContext {
  readonly lab: TestedLab;
  readonly options: RunTestOptions;
  readonly host: NodeHost;
  /** The test's own randomness: which node to crash, what to ask. */
  readonly random: Random;
  /** Told everything that happens; the log is one of them. */
  readonly observers: readonly SimulationObserver[];
  readonly warnings = new Warnings();
  /** Options, drawn or set, for the report. */
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

  /** The test's one simulation, created when first used. */
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

  /** What is checked for every test that reached its end. */
  finish(): void {
    this.#simulation?.checkStates();
  }
}
