import { writeFileSync } from 'node:fs';
import process from 'node:process';
import {
  FILE_REPORTERS,
  PacedOutput,
  placesIn,
  QuietReporter,
  statusLineFor,
  styleFor,
  TerminalReporter,
  type TerminalOptions,
} from '../../core/report/index.js';
import type { RunListener, RunReport } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';

/** Where a report goes: a format, and a file or (undefined) stdout. */
interface Destination {
  readonly format: string;
  readonly file: string | undefined;
}

/** All reports on a run: during it, and afterwards. */
export interface Reporters {
  /** A new one for each run, since it remembers what it has shown. */
  listener(solution: string, options?: TerminalOptions): Promise<RunListener>;
  finish(report: RunReport): Promise<void>;
}

/** What `--reporter` and `--json` ask for. */
export function reportersOf(texts: readonly string[], json: boolean): Reporters {
  const asked = texts.map(parseDestination);
  if (json) asked.push({ format: 'json', file: undefined });
  const toStdout = asked.filter(({ file }) => file === undefined);
  if (toStdout.length > 1) {
    const names = toStdout.map(({ format }) => format).join(' and ');
    throw new UsageError('LT004', `${names} cannot both go to stdout.`, [
      'Give one of them a file: --reporter default --reporter junit=report.xml',
    ]);
  }
  const onStdout = toStdout[0]?.format ?? 'default';
  const output = new PacedOutput(process.stdout);
  let folder = '.';
  return {
    async listener(solution, options) {
      const status = statusLineFor(process.stderr);
      // The files that the reports name are in the folder of their run.
      const noting = (own: RunListener): RunListener =>
        beginningWith(own, (made) => (folder = made));
      if (onStdout !== 'default') return noting(new QuietReporter(status));
      const style = await styleFor(process.stdout, process.env);
      const { isTTY, columns } = process.stdout;
      const width = isTTY ? columns : undefined;
      const told = { columns: width, ...options };
      return noting(new TerminalReporter(output, style, status, solution, told));
    },
    async finish(report) {
      const { solution, wallMs } = report;
      const startedMs = Date.now() - wallMs;
      const context = { startedMs, solution, places: placesIn(folder, solution) };
      for (const { format, file } of asked) {
        const render = FILE_REPORTERS[format];
        if (render === undefined) continue;
        if (file === undefined) await output.write(render(report, context));
        else writeReport(file, render(report, context));
      }
    },
  };
}

/** A listener that also passes its run's folder to `hear`. */
function beginningWith(listener: RunListener, hear: (folder: string) => void): RunListener {
  const begin = listener.begin.bind(listener);
  return Object.assign(listener, {
    begin: (folder: string, kept: boolean): void => {
      hear(folder);
      begin(folder, kept);
    },
  });
}

function parseDestination(text: string): Destination {
  const [format = '', ...rest] = text.split('=');
  const names = ['default', ...Object.keys(FILE_REPORTERS)];
  if (!names.includes(format)) {
    throw new UsageError('LT004', `--reporter ${text}: there is no reporter "${format}".`, [
      `There are: ${names.join(', ')}`,
    ]);
  }
  const file = rest.length === 0 ? undefined : rest.join('=');
  if (format === 'default' && file !== undefined) {
    throw new UsageError('LT004', '--reporter default goes to stdout; use > FILE instead.');
  }
  return { format, file };
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('LT005', `The report could not be written: ${why}`);
  }
}
