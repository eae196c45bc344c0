import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LabFaultData } from '../support/index.js';
import type { FromTestProcess, Job, LoadOrder, ProcessKind, ToTestProcess } from './protocol.js';

/** The entries; always the built ones, since Node cannot start a process from TypeScript. */
const ENTRIES = {
  run: fileURLToPath(new URL('../../../dist/core/runner/run-process.js', import.meta.url)),
  search: fileURLToPath(new URL('../../../dist/core/runner/search-process.js', import.meta.url)),
} as const;

const STDERR_KEPT_CHARS = 4000;

/** How a job ended for the process it was given to. */
export type JobEnd =
  | { readonly kind: 'done'; readonly isReusable: boolean }
  | { readonly kind: 'load-failed'; readonly fault: LabFaultData }
  /** No sign of life for so long that it was killed. */
  | { readonly kind: 'hung'; readonly silentMs: number }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'broken'; readonly error: string };

/**
 * A process that runs tests of one lab. A process and not a thread: a lab that fills the memory
 * aborts the process it is in, and a thread in a long built-in call cannot be stopped.
 */
export class TestProcess {
  readonly kind: ProcessKind;
  readonly #child: ChildProcess;
  #stderr = '';
  #dead: string | undefined;
  #onMessage: ((message: FromTestProcess) => void) | undefined;
  #onDeath: (() => void) | undefined;
  #lastSignMs = 0;

  constructor(kind: ProcessKind, execArgv: readonly string[] = []) {
    this.kind = kind;
    this.#child = fork(ENTRIES[kind], [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: ['--no-warnings', ...execArgv],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    this.#child.on('message', (message) => {
      this.#lastSignMs = performance.now();
      this.#onMessage?.(message as FromTestProcess);
    });
    this.#child.on('error', (error) => this.#died(error.message));
    this.#child.on('exit', (code, signal) => this.#died(signal ?? `exit code ${code}`));
  }

  get dead(): boolean {
    return this.#dead !== undefined;
  }

  load(order: LoadOrder): void {
    this.#tell({ kind: 'load', ...order });
  }

  /** Has the job done. Kills the process when it is silent for longer than `silentMsMax`. */
  async run(
    job: Job,
    silentMsMax: number,
    onMessage: (message: FromTestProcess) => void,
  ): Promise<JobEnd> {
    let watchdog: NodeJS.Timeout | undefined;
    try {
      return await new Promise<JobEnd>((resolve) => {
        this.#lastSignMs = performance.now();
        const crashed = (): void => resolve({ kind: 'crashed', how: this.#howItDied() });
        if (this.#dead !== undefined) return crashed();
        this.#onDeath = crashed;
        this.#onMessage = (message) => {
          switch (message.kind) {
            case 'job-done':
              return resolve({ kind: 'done', isReusable: message.isReusable });
            case 'load-failed':
            case 'broken':
              return resolve(message);
            default:
              return onMessage(message);
          }
        };
        watchdog = setInterval(() => {
          const silentMs = performance.now() - this.#lastSignMs;
          if (silentMs < silentMsMax) return;
          resolve({ kind: 'hung', silentMs });
          this.kill();
        }, 250);
        this.#tell({ kind: 'job', job });
      });
    } finally {
      clearInterval(watchdog);
      this.#onMessage = undefined;
      this.#onDeath = undefined;
    }
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.#dead ??= 'killed';
    this.#child.kill('SIGKILL');
  }

  #tell(message: ToTestProcess): void {
    // A process that died meanwhile is noticed by its exit.
    if (this.#dead === undefined) this.#child.send(message, () => {});
  }

  #died(how: string): void {
    this.#dead ??= how;
    this.#onDeath?.();
  }

  #howItDied(): string {
    const outOfMemory = /out of memory|invalid (array |table )?size|allocation failed|ENOMEM/i;
    if (outOfMemory.test(this.#stderr)) return 'out of memory';
    return this.#dead ?? 'unknown';
  }
}
