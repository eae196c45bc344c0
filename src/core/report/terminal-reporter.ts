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
import type { PacedOutput } from './terminal-output.js';

/** The text of a test's trace in the folder of a run, when it is to be shown at once. */
export type WayOf = (folder: string, test: TestOutcome) => Promise<string | undefined>;

/** The report a person reads, as the run goes: heading, log and outcome of each test, in order. */
export class TerminalReporter implements RunListener {
  readonly #output: PacedOutput;
  readonly #style: Style;
  readonly #status: StatusLine;
  #folder = '';
  #kept = true;
  /** The test that told a fault of the lab in full, by what the fault is. */
  readonly #toldFaults = new Map<string, string>();

  readonly #solution: string;
  #places = AS_REPORTED;
  readonly #wayOf: WayOf | undefined;

  /** `solution` is the lab's folder as seen from here: paths in reports can then be clicked on. */
  constructor(
    output: PacedOutput,
    style: Style,
    status: StatusLine,
    solution: string,
    wayOf?: WayOf,
  ) {
    this.#output = output;
    this.#style = style;
    this.#status = status;
    this.#wayOf = wayOf;
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
    await this.#output.write(renderMistakes(mistakes, this.#style, this.#places));
  }

  async testDone(test: TestOutcome, logs: readonly ShownLog[]): Promise<void> {
    this.#status.hide();
    await this.#output.write(`${renderHeading(test, this.#style)}\n`);
    for (const { seed, file } of logs) {
      const several = (test.seeds?.length ?? 0) > 1;
      if (several) await this.#output.write(`  Seed ${seed}:\n`);
      await this.#output.copy(path.join(this.#folder, file));
    }
    const way = this.#kept ? await this.#wayOf?.(this.#folder, test) : undefined;
    await this.#output.write(`${this.#outcomeOf(test, way)}\n`);
    this.#status.resume();
  }

  status(status: RunStatus): void {
    this.#status.show(statusText(status));
  }

  async end(report: RunReport): Promise<void> {
    this.#status.close();
    if (report.fault !== undefined) {
      await this.#output.write(`${renderUnloaded(report, this.#style, this.#places)}\n`);
    }
    await this.#output.write(renderSummary(report, this.#style));
  }

  #outcomeOf(test: TestOutcome, way: string | undefined): string {
    const fault = test.failure?.fault;
    // A missing export or a refused handler fails many tests in the same way: told once.
    if (fault !== undefined) {
      const key = JSON.stringify([fault.kind, fault.message, fault.place]);
      const told = this.#toldFaults.get(key);
      if (told !== undefined) return renderRepeated(test, told, this.#style);
      this.#toldFaults.set(key, test.number);
    }
    const told = this.#kept ? test : { ...test, files: undefined };
    return renderOutcome(told, this.#style, this.#places, way);
  }
}
