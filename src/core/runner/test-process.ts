import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess, usageOfTree, type TreeUsage } from '../isolation/index.js';
import { KILLED, lackIn, lackOf } from '../machine/index.js';
import type { ExpectedExports } from '../given/index.js';
import { type LabFaultData, shownData } from '../support/index.js';
import type { FromTestProcess, Job, LoadOrder, ProcessKind, ToTestProcess } from './protocol.js';
import { LOOK_MS, Silence, type Clocks } from './silence.js';
import { readStep } from './step-file.js';

/** The entries: always the built ones, since Node cannot start a process from TypeScript. */
const ENTRIES = {
  run: fileURLToPath(new URL('../../../dist/core/runner/run-process.js', import.meta.url)),
  search: fileURLToPath(new URL('../../../dist/core/runner/search-process.js', import.meta.url)),
} as const;

const STDERR_KEPT_CHARS = 4000;

/** How a job ended in its process. */
export type JobEnd =
  | { readonly kind: 'done'; readonly isReusable: boolean }
  | { readonly kind: 'load-failed'; readonly fault: LabFaultData }
  /** It worked too long without a sign of life and was killed. */
  | {
      readonly kind: 'hung';
      readonly silentMs: number;
      /** Whether it was watched, and seen to hang in one step. */
      readonly inOneStep: boolean;
    }
  /** It gave no sign of life either, but hardly got any CPU time: the machine is too busy. */
  | { readonly kind: 'starved' }
  | { readonly kind: 'crashed'; readonly how: string }
  /** It could not be started, or the machine did not give it what it needs. */
  | { readonly kind: 'machine'; readonly lack: string }
  | { readonly kind: 'test-mistake'; readonly fault: LabFaultData }
  | { readonly kind: 'broken'; readonly error: string };

/** Checks whether a watched job hangs in a step. */
function watchSteps(
  job: Job,
  clocks: Clocks,
): { readonly look: () => 'hung' | undefined } | undefined {
  const watched = job.kind === 'run' ? job.watched : undefined;
  if (watched === undefined) return undefined;
  const silence = new Silence(clocks, watched.stepMsMax);
  let last = 0;
  const look = (): 'hung' | undefined => {
    const { event } = readStep(watched.file) ?? { event: 0 };
    if (event !== last) silence.end();
    last = event;
    return silence.look() === 'hung' && event > 0 ? 'hung' : undefined;
  };
  return { look };
}

/**
 * A process that runs tests of one lab. It is a process rather than a thread because a lab that
 * fills the memory aborts its process, and a thread in a long built-in call cannot be stopped.
 */
export class TestProcess {
  readonly kind: ProcessKind;
  readonly #child: ChildProcess;
  #stderr = '';
  #dead: string | undefined;
  #ready = false;
  /** Whether the lab's code runs outside this process. */
  #isBoxed = false;
  #onMessage: ((message: FromTestProcess) => void) | undefined;
  #onDeath: (() => void) | undefined;
  #silence: Silence | undefined;
  readonly #residentMaxBytes: number;

  /**
   * The contract of the lab it loads; undefined if the process ends before it knows. It never
   * rejects.
   */
  readonly contract: Promise<ExpectedExports | undefined>;
  #contractKnown: (contract: ExpectedExports | undefined) => void = () => {};

  /** `residentMaxBytes` is how much memory it and all its descendants may fill. */
  constructor(kind: ProcessKind, execArgv: readonly string[] = [], residentMaxBytes = Infinity) {
    this.kind = kind;
    this.contract = new Promise((resolve) => (this.#contractKnown = resolve));
    this.#residentMaxBytes = residentMaxBytes;
    this.#child = fork(ENTRIES[kind], [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: ['--no-warnings', ...execArgv],
    });
    const { pid } = this.#child;
    if (pid !== undefined) this.#child.on('exit', endWithThisProcess(pid));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    this.#child.on('message', (message) => {
      this.#silence?.end();
      const told = message as FromTestProcess;
      if (told.kind === 'ready') {
        this.#ready = true;
        this.#contractKnown(told.contract);
        // The message may contain text from the lab.
      } else this.#onMessage?.(shownData(told));
    });
    this.#child.on('error', (error) => this.#died(lackOf(error) ?? error.message));
    // Not on `exit`: its last output, which says why it ended, may still be on its way then.
    this.#child.on('close', (code, signal) => this.#died(signal ?? `exit code ${code}`));
  }

  get dead(): boolean {
    return this.#dead !== undefined;
  }

  load(order: LoadOrder): void {
    this.#isBoxed = order.place?.transport === 'process';
    this.#tell({ kind: 'load', ...order });
  }

  /** Runs the job. Kills the process if it works for `silentMsMax` without a sign of life. */
  async run(
    job: Job,
    silentMsMax: number,
    onMessage: (message: FromTestProcess) => void,
  ): Promise<JobEnd> {
    let watchdog: NodeJS.Timeout | undefined;
    try {
      return await new Promise<JobEnd>((resolve) => {
        let usage: TreeUsage | undefined;
        const clocks = {
          wallMs: () => performance.now(),
          cpuMs: () => (usage = this.#usage())?.cpuMs,
        };
        const silence = new Silence(clocks, silentMsMax);
        this.#silence = silence;
        const steps = watchSteps(job, clocks);
        const crashed = (): void => resolve(this.#howItDied());
        if (this.#dead !== undefined) return crashed();
        this.#onDeath = crashed;
        this.#onMessage = (message) => {
          switch (message.kind) {
            case 'job-done':
              return resolve({ kind: 'done', isReusable: message.isReusable });
            case 'load-failed':
            case 'machine':
            case 'test-mistake':
            case 'broken':
              return resolve(message);
            default:
              return onMessage(message);
          }
        };
        watchdog = setInterval(() => {
          const step = steps?.look();
          const seen = step ?? silence.look();
          if ((usage?.residentBytes ?? 0) > this.#residentMaxBytes) {
            this.#dead ??= 'out of memory';
            crashed();
            return this.kill();
          }
          if (seen === 'going on') return;
          const inOneStep = step !== undefined;
          const hung = { silentMs: silence.lastedMs, inOneStep };
          resolve(seen === 'hung' ? { kind: seen, ...hung } : { kind: seen });
          this.kill();
        }, LOOK_MS);
        this.#tell({ kind: 'job', job });
      });
    } finally {
      clearInterval(watchdog);
      this.#silence = undefined;
      this.#onMessage = undefined;
      this.#onDeath = undefined;
    }
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.#dead ??= 'killed';
    this.#child.kill('SIGKILL');
  }

  #usage(): TreeUsage | undefined {
    return this.#child.pid === undefined ? undefined : usageOfTree(this.#child.pid);
  }

  #tell(message: ToTestProcess): void {
    // If the process has died or never started, its end shows it.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #died(how: string): void {
    this.#dead ??= how;
    this.#contractKnown(undefined);
    this.#onDeath?.();
  }

  /** If no code of the lab has run in the process yet, the machine is to blame. */
  #howItDied(): JobEnd {
    const how = this.#dead ?? 'unknown';
    const lack = lackIn(this.#stderr);
    if (lack !== undefined) return { kind: 'machine', lack };
    if (!this.#ready) {
      const ended = how === 'SIGKILL' ? KILLED : `a process of its own ended (${how})`;
      return { kind: 'machine', lack: ended };
    }
    const outOfMemory = /out of memory|invalid (array |table )?size|allocation failed/i;
    if (outOfMemory.test(this.#stderr)) return { kind: 'crashed', how: 'out of memory' };
    if (this.#isBoxed && how === 'SIGKILL') return { kind: 'machine', lack: KILLED };
    return { kind: 'crashed', how };
  }
}
