import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { latestRun } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import { parseTrace, type Trace } from '../../core/trace/index.js';

/** Reads a trace file, or throws a message that says what is wrong with it. */
export async function readTrace(file: string): Promise<Trace> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR';
    const why = isFolder ? 'is a folder' : 'cannot be read';
    throw new UsageError('LT005', `${file} ${why}.`, [
      'Traces are the files *.trace.json in the folder of a run: ls logs/latest',
    ]);
  }
  return parseTrace(text, file);
}

/** The traces of a lab's newest run: one for each test that failed. */
export function newestTraces(root: string): string[] {
  const folder = latestRun(root);
  const names = folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
  const traces = names
    .filter((name) => name.endsWith('.trace.json') && !name.endsWith('.full.trace.json'))
    .toSorted();
  if (folder === undefined || traces.length === 0) {
    throw new UsageError('LT007', `the newest run in ${path.join(root, 'logs')} has no trace.`, [
      'A run leaves one for each test that fails: labtest run, or with --save-traces for all',
    ]);
  }
  return traces.map((name) => path.relative(process.cwd(), path.join(folder, name)));
}

/** A run's full trace holds its events but not what they did. */
export function warnOfBareSteps({ events }: Trace, file: string): void {
  if (events.length === 0 || events.some(({ evidence }) => evidence !== undefined)) return;
  process.stderr.write(
    'labtest: this trace was not minimised: it holds the steps but not what they did, so the ' +
      `output lacks states and messages. labtest debug ${file} replays the steps\n`,
  );
}
