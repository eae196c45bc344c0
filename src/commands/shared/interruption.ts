import { constants } from 'node:os';
import process from 'node:process';
import { closedPipe, EXIT_CLOSED_PIPE } from './standard-output.js';

/** Ctrl-C, `kill`, and a terminal or connection that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends a run early, with finished results reported and saved. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code if it was interrupted. */
  exitCode(): number | undefined;
}

/** Interrupted by a signal, or when nobody reads on. A second signal ends the process at once. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (exitCode: number): void => {
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort(exitCode);
  };
  for (const name of SIGNALS) process.on(name, () => interrupt(128 + constants.signals[name]));
  const closed = closedPipe();
  const close = (): void => {
    if (!controller.signal.aborted) controller.abort(EXIT_CLOSED_PIPE);
  };
  if (closed.aborted) close();
  closed.addEventListener('abort', close);
  const { signal } = controller;
  return { signal, exitCode: () => (signal.aborted ? (signal.reason as number) : undefined) };
}
