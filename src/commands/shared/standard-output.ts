import process from 'node:process';
import { lackOf, MachineLimit, whyUnwritten } from '../../core/machine/index.js';

/** A shell's exit code for a program that wrote to a pipe nobody reads: 128 + SIGPIPE. */
export const EXIT_CLOSED_PIPE = 141;

const closed = new AbortController();
let unprinted: string | undefined;
let isHeard = false;

/**
 * Aborted when nobody reads stdout any more (`| head`, `q` in less). Code that uses it saves its
 * results and ends by itself; otherwise the process ends at once, as quietly as git does.
 */
export function closedPipe(): AbortSignal {
  isHeard = true;
  return closed.signal;
}

/** Call this once, when oclif is loaded and nothing has been printed. */
export function watchStandardOutput(): void {
  // oclif's own listener, added when it was loaded, throws unknown errors.
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      unprinted ??= whyUnwritten(error);
      return;
    }
    if (!isHeard) process.exit(EXIT_CLOSED_PIPE);
    closed.abort();
  });
  // Nobody who does not read stderr will miss it.
  process.stderr.on('error', () => {});
}

/** Ends the process once all output has been read, or is known to be lost. */
export async function endProcess(code: number): Promise<never> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  if (closed.signal.aborted) process.exit(EXIT_CLOSED_PIPE);
  if (unprinted === undefined) process.exit(code);
  process.stderr.write(`labtest: not everything could be printed: ${unprinted}\n`);
  // If nobody could read the output, that is not a success.
  process.exit(code === 0 ? 2 : code);
}

/** Ends the process if an error says that the machine does not let labtest continue. */
export function endByMachine(error: unknown): void {
  const lack = lackOf(error);
  const limit = lack === undefined ? error : new MachineLimit(lack);
  if (!(limit instanceof MachineLimit)) return;
  process.stderr.write(`labtest: ${limit.message}\n`);
  process.exit(2);
}
