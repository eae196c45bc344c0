import path from 'node:path';
import process from 'node:process';
import type { LabFaultData } from '../support/index.js';
import type { RunListener, RunReport, RunStatus, ShownLog, TestOutcome } from '../runner/index.js';
import { AS_REPORTED, placesIn } from './places.js';
import { renderMistakes, renderSummary, renderUnloaded } from './render-summary.js';
import { renderHeading, renderOutcome, renderRepeated } from './render-test.js';
import type { StatusLine } from './status-line.js';
import { statusText } from './status-text.js';
import type { Style } from './style.js';
import { wrapLines } from './wrap.js';
import { LevelTeller } from './level-teller.js';
import type { PacedOutput } from './terminal-output.js';

/** The text of a test's trace in the folder of a run, when it is to be shown at once. */
export type TraceTextOf = (folder: string, test: TestOutcome) => Promise<string | undefined>;

/** How much is shown, and how. */
export interface TerminalOptions {
  readonly traceTextOf?: TraceTextOf | undefined;
  /** Adds to what is told of a failure, the first time that it is. */
  readonly advised?: ((test: TestOutcome) => Promise<TestOutcome>) | undefined;
  /** Also of tests that passed what they searched, and every failure in full. */
  readonly verbose?: boolean | undefined;
  /** Each level of a search as it is done. */
  readonly levels?: boolean | undefined;
  /** Of the terminal; undefined for a pipe or a file. */
  readonly columns?: number | undefined;
}

/** What a failure has in common with others: the fault of the lab, or the cause that was found. */
function mistakeOf({ failure, cause, searches }: TestOutcome): string | undefined {
  const fault = failure?.fault;
  if (fault !== undefined) return JSON.stringify([fault.kind, fault.message, fault.place]);
  if (failure === undefined) return undefined;
  return cause ?? (searches?.at(-1)?.states === 1 ? NO_STEP : undefined);
}

/** Stands for a cause: from where the search began, the lab takes no step at all. */
const NO_STEP = 'no step';

/** The report a person reads, as the run goes: heading, log and outcome of each test, in order. */
export class TerminalReporter implements RunListener {
  readonly #output: PacedOutput;
  readonly #style: Style;
  readonly #status: StatusLine;
  #folder = '';
  #kept = true;
  /** The test that told a fault or a cause in full, by what it is. */
  readonly #told = new Map<string, string>();

  readonly #solution: string;
  #places = AS_REPORTED;
  readonly #options: TerminalOptions;
  readonly #levels: LevelTeller | undefined;

  /** `solution` is the lab's folder as seen from here: paths in reports can then be clicked on. */
  constructor(
    output: PacedOutput,
    style: Style,
    status: StatusLine,
    solution: string,
    options: TerminalOptions = {},
  ) {
    this.#output = output;
    this.#style = style;
    this.#status = status;
    this.#options = options;
    this.#levels = options.levels === true ? new LevelTeller() : undefined;
    this.#solution = solution;
  }

  begin(folder: string, kept: boolean): void {
    this.#folder = folder;
    this.#places = placesIn(folder, this.#solution);
    this.#kept = kept;
  }

  warn(text: string): void {
    this.#status.hide();
    process.stderr.write(`labtest: ${text}\n`);
  }

  async mistaken(mistakes: readonly LabFaultData[]): Promise<void> {
    await this.#write(renderMistakes(mistakes, this.#style, this.#places));
  }

  async testDone(test: TestOutcome, logs: readonly ShownLog[]): Promise<void> {
    this.#status.hide();
    await this.#write(this.#levels?.rest(test) ?? '');
    await this.#write(`${renderHeading(test, this.#style)}\n`);
    for (const { seed, file } of logs) {
      const several = (test.seeds?.length ?? 0) > 1;
      if (several) await this.#write(`  Seed ${seed}:\n`);
      await this.#output.copy(path.join(this.#folder, file));
    }
    const trace = this.#kept ? await this.#options.traceTextOf?.(this.#folder, test) : undefined;
    await this.#write(`${await this.#outcomeOf(test, trace)}\n`);
    this.#status.resume();
  }

  status(status: RunStatus): void {
    const levels = this.#levels?.seen(status) ?? '';
    if (levels !== '') {
      this.#status.hide();
      void this.#write(levels);
    }
    this.#status.show(statusText(status));
  }

  async end(report: RunReport): Promise<void> {
    this.#status.close();
    if (report.fault !== undefined) {
      await this.#write(`${renderUnloaded(report, this.#style, this.#places)}\n`);
    }
    await this.#write(renderSummary(report, this.#style));
  }

  #write(text: string): Promise<void> {
    return this.#output.write(wrapLines(text, this.#options.columns));
  }

  async #outcomeOf(test: TestOutcome, trace: string | undefined): Promise<string> {
    const { verbose = false, advised } = this.#options;
    const key = verbose ? undefined : mistakeOf(test);
    // A missing export or one mistake fails many tests in the same way: told once.
    if (key !== undefined) {
      const told = this.#told.get(key);
      if (told !== undefined) return renderRepeated(test, told, this.#style);
      this.#told.set(key, test.number);
    }
    const whole = (await advised?.(test)) ?? test;
    const told = this.#kept ? whole : { ...whole, files: undefined };
    return renderOutcome(told, this.#style, this.#places, { trace, verbose });
  }
}
