import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startDebugServer, type Opening } from '../../core/debugger/index.js';
import { harnessVersion, latestRun, type RunReport } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import { labOf, type ChosenLab } from './lab-of.js';
import { openInBrowser } from './open-in-browser.js';

/** How to show the debugger. */
export interface ServeOptions {
  readonly port?: number | undefined;
  readonly browser: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Serves the debugger of a lab until it is interrupted. */
export async function serveDebugger(
  { code, folder }: Pick<ChosenLab, 'code' | 'folder'>,
  opening: Opening,
  { port, browser, signal }: ServeOptions,
): Promise<void> {
  const { lab, solution, root } = folder;
  const harness = harnessVersion();
  const server = await startDebugServer({ opening, lab, solution, root, code, harness, port });
  process.stdout.write(`${server.url}\n`);
  process.stderr.write('labtest: the debugger is open at this address (Ctrl-C ends it)\n');
  if (browser) openInBrowser(server.url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}

/** Opens a trace file for the debugger. */
export function traceOpening(file: string): Opening {
  try {
    return { kind: 'trace', name: file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    throw new UsageError('LT005', `${file} cannot be read: ${(error as Error).message}`, [
      'Traces are the files *.trace.json in the folder of a run: ls logs/latest',
    ]);
  }
}

/** The first failure of a run that has a trace, for `--start-viz`. */
export async function debugFailure(
  lab: ChosenLab,
  { tests }: RunReport,
  signal: AbortSignal,
): Promise<void> {
  const folder = latestRun(lab.folder.root);
  const failed = tests.find(({ verdict, files }) => verdict !== 'passed' && files?.['trace']);
  const name = failed?.files?.['trace'];
  if (folder === undefined || name === undefined || signal.aborted) return;
  const file = path.relative(process.cwd(), path.join(folder, name));
  process.stderr.write(`labtest: test ${failed?.number ?? ''} did not pass; its trace: ${file}\n`);
  await serveDebugger(lab, traceOpening(file), { browser: true, signal });
}

/**
 * The lab of a trace: the one whose folder contains it, as with a run's logs, or else the usual
 * choice.
 */
export async function labOfTrace(
  file: string,
  flags: Parameters<typeof labOf>[0],
): Promise<ChosenLab> {
  if (flags.solution === undefined) {
    try {
      return await labOf(flags, path.dirname(path.resolve(file)));
    } catch (error) {
      if (!(error instanceof UsageError) || error.code !== 'LT002') throw error;
    }
  }
  return labOf(flags);
}
