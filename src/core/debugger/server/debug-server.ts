import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { watch } from 'chokidar';
import { UsageError } from '../../support/index.js';
import { sessionMessage, type PageMessage } from '../protocol.js';
import { asUsageError } from '../refused.js';
import { listen, type Connection, type Listening, type PageDesk } from './listen.js';
import type { FromSession, SessionThreadData, ToSession } from './thread-protocol.js';

/** The entry point; always the built one, since Node cannot start a thread from TypeScript. */
const ENTRY = fileURLToPath(
  new URL('../../../../dist/core/debugger/server/session-worker.js', import.meta.url),
);

/** An editor writes several files, or one of them twice. */
const SETTLE_MS = 80;

export type DebugRequest = Omit<SessionThreadData, 'stop'> & { readonly port?: number | undefined };

/** A debugger that is running. */
export interface DebugServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the debugger: a server for pages in this thread, and the session in a thread of its own,
 * which may block on the lab while this one keeps answering. Resolves when the first page can be
 * shown.
 *
 * @throws UsageError if the scene cannot be opened
 */
export async function startDebugServer({ port, ...request }: DebugRequest): Promise<DebugServer> {
  const desk = new ThreadDesk(request);
  await desk.opened;
  let listening: Listening;
  try {
    listening = await listen(desk, port);
  } catch (error) {
    await desk.close();
    throw new UsageError('LT005', `port ${port} cannot be used: ${(error as Error).message}`);
  }
  return {
    url: listening.url,
    close: async () => {
      await listening.close();
      await desk.close();
    },
  };
}

/** Passes on what pages ask and what the session's thread says. */
class ThreadDesk implements PageDesk {
  /** Settles when the session is open, or when it is known that it never will be. */
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #pages = new Set<Connection>();
  /** What a new page is shown until the session is open; the latest of each kind. */
  readonly #preview = new Map<string, string>();
  readonly #watcher: ReturnType<typeof watch>;

  constructor(request: Omit<SessionThreadData, 'stop'>) {
    const workerData: SessionThreadData = { ...request, stop: this.#stop };
    this.#worker = new Worker(ENTRY, { workerData });
    this.opened = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromSession) => {
        if (message.kind === 'refused') {
          reject(asUsageError(message));
          return;
        }
        const { kind } = message.message;
        const text = JSON.stringify(sessionMessage.parse(message.message));
        if (message.kind === 'previews') this.#preview.set(kind, text);
        else this.#preview.clear();
        for (const page of this.#pages) page.send(text);
        resolve();
      });
      this.#worker.on('error', reject);
    });
    this.#watcher = this.#watch(request.solution);
  }

  join(connection: Connection): void {
    this.#pages.add(connection);
    for (const text of this.#preview.values()) connection.send(text);
    // Every page is told when the session is open.
    if (this.#preview.size === 0) this.#post({ kind: 'joined' });
  }

  leave(connection: Connection): void {
    this.#pages.delete(connection);
  }

  receive(message: PageMessage): void {
    // While it searches, the thread reacts to nothing but this.
    if (message.kind === 'stop') Atomics.store(new Int32Array(this.#stop), 0, 1);
    else this.#post({ kind: 'page', message });
  }

  async close(): Promise<void> {
    await this.#watcher.close();
    await this.#worker.terminate();
  }

  #post(message: ToSession): void {
    this.#worker.postMessage(message, []);
  }

  #watch(solution: string): ReturnType<typeof watch> {
    const watcher = watch(solution, {
      ignoreInitial: true,
      ignored: (file) =>
        /(^|[/\\])(node_modules|logs|regressions|\.git)([/\\]|$)/.test(file.slice(solution.length)),
    });
    let waiting: NodeJS.Timeout | undefined;
    watcher.on('all', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.#post({ kind: 'reload' }), SETTLE_MS);
    });
    return watcher;
  }
}
