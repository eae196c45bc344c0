import process from 'node:process';

/** Ctrl-C once: what is finished is reported and saved. Twice: the end. */
export function interruptedBySignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
