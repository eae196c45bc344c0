import process from 'node:process';
import { lackOf } from '../machine/index.js';
import type { LabFaultData } from '../support/index.js';
import type { FromTestProcess, ToTestProcess } from './protocol.js';

/**
 * The test process's end of the channel to the runner. It takes the sending functions from
 * `process` once, since the lab's code never gets hold of that and the realm may be locked down
 * later.
 */
export class ChildLink {
  readonly #send: (message: FromTestProcess) => void;

  constructor() {
    const send = process.send?.bind(process);
    if (send === undefined) throw new Error('this file is started by the runner, as a process');
    this.#send = (message) => void send(message);
    // Signals may reach the whole process group; the runner decides what they mean.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
    process.on('disconnect', () => process.exit(0));
  }

  send(message: FromTestProcess): void {
    this.#send(message);
  }

  /**
   * Handles messages one after the other, in order. What a handler throws is our bug, unless
   * `mistakeIn` finds that it is a mistake of the lab's author.
   */
  serve(
    handle: (message: ToTestProcess) => Promise<void> | void,
    mistakeIn: (thrown: unknown) => LabFaultData | undefined,
  ): void {
    let last: Promise<void> = Promise.resolve();
    process.on('message', (message: ToTestProcess) => {
      last = last
        .then(() => handle(message))
        .catch((error: unknown) => {
          const fault = mistakeIn(error);
          this.send(fault === undefined ? failureOf(error) : { kind: 'test-mistake', fault });
        });
    });
  }
}

function failureOf(error: unknown): FromTestProcess {
  const lack = lackOf(error);
  return lack === undefined
    ? { kind: 'broken', error: describeError(error) }
    : { kind: 'machine', lack };
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A locked-down realm may have made the stack empty.
  return error.stack === undefined || error.stack === '' ? String(error) : error.stack;
}
