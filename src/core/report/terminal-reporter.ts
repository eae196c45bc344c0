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
import { LevelReport } from './level-report.js';
import type { PacedOutput } from './terminal-output.js';

/** The text of a test's trace in a run's folder, if it should be shown at once. */
export type TraceTextOf = (folder: string, test: TestOutcome) => Promise<string | undefined>;

/** How much is shown, and how. */
export interface TerminalOptions {
  readonly traceTextOf?: TraceTextOf | undefined;
  /** Adds to a failure's report, the first time it is shown. */
  readonly advised?: ((test: TestOutcome) => Promise<TestOutcome>) | undefined;
  /** Also show what passed tests searched, and every failure in full. */
  readonly verbose?: boolean | undefined;
  /** Show each level of a search when it is done. */
  readonly levels?: boolean | undefined;
  /** The terminal's width; undefined for a pipe or a file. */
  readonly columns?: number | undefined;
}

/** What a failure has in common with others: the lab's fault, or the diagnosed cause. */
function mistakeOf({ failure, cause, searches }: TestOutcome): string | undefined {
  const fault = failure?.fault;
  if (fault !== undefined) return JSON.stringify([fault.kind, fault.message, fault.place]);
  if (failure === undefined) return undefined;
  return cause ?? (searches?.at(-1)?.states === 1 ? NO_STEP : undefined);
}

/** Used as a cause: the lab takes no step at all from the search's start. */
const NO_STEP = 'no step';

/** The report for people, during the run: heading, log and outcome of each test, in order. */
export class TerminalReporter implements RunListener {
  readonly #output: PacedOutput;
  readonly #style: Style;
  readonly #status: StatusLine;
  #folder = '';
  #kept = true;
  /** The test that showed a fault or cause in full, by that fault or cause. */
  readonly #told = new Map<string, string>();

  readonly #solution: string;
  #places = AS_REPORTED;
  readonly #options: TerminalOptions;
  readonly #levels: LevelReport | undefined;

  /** `solution` is the lab's folder relative to here, so that paths in reports are clickable. */
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
    this.#levels = options.levels === true ? new LevelReport() : undefined;
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
    // A missing export or one mistake fails many tests in the same way, and is shown once.
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
