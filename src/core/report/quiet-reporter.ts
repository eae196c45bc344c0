import process from 'node:process';
import type { LabFaultData } from '../support/index.js';
import type { RunListener, RunReport, RunStatus } from '../runner/index.js';
import type { StatusLine } from './status-line.js';
import { statusText } from './status-text.js';

/** Shows only the status line, for when stdout is for a document that comes at the end. */
export class QuietReporter implements RunListener {
  readonly #status: StatusLine;

  constructor(status: StatusLine) {
    this.#status = status;
  }

  begin(): void {}

  warn(text: string): void {
    this.#status.hide();
    process.stderr.write(`labtest: ${text}\n`);
  }

  async mistaken(mistakes: readonly LabFaultData[]): Promise<void> {
    for (const { message } of mistakes) this.warn(message);
  }

  async testDone(): Promise<void> {}

  status(status: RunStatus): void {
    this.#status.show(statusText(status));
  }

  async end(_report: RunReport): Promise<void> {
    this.#status.close();
  }
}
