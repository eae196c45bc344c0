import {
  pageMessage,
  sessionMessage,
  type FromPageWorker,
  type PageMessage,
  type ToPageWorker,
} from '../../core/debugger/protocol.js';
import type { Link, LinkEars } from './link.js';

/** Far more than any step takes: its budget ends a loop within seconds. */
const ANSWER_MAX_MS = 20_000;

/** The session of a page without a server: in a worker, made from what the page itself includes. */
export class WorkerLink implements Link {
  readonly #ears: LinkEars;
  #worker: Worker | undefined;
  #unanswered = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(ears: LinkEars) {
    this.#ears = ears;
    void this.#begin().catch((error: unknown) => this.#close(String(error)));
  }

  send(message: PageMessage): void {
    this.#post({ kind: 'page', message: pageMessage.parse(message) });
  }

  async #begin(): Promise<void> {
    // Unpack everything at once: what is ready first need not wait for the rest.
    const [engine, trace, lab] = ['engine', 'trace', 'lab'].map(carried);
    const parts = [(await engine) ?? ''];
    const worker = new Worker(URL.createObjectURL(new Blob(parts, { type: 'text/javascript' })));
    worker.addEventListener('message', ({ data }) => this.#hear(data as FromPageWorker));
    worker.addEventListener('error', ({ message }) => this.#close(message));
    this.#worker = worker;
    this.#ears.turn('open');
    const name = document.getElementById('trace')?.dataset['name'] ?? '';
    const text = (await trace) ?? '';
    this.#post({ kind: 'begin', trace: { name, text }, lab: await lab });
  }

  #post(message: ToPageWorker): void {
    this.#unanswered++;
    this.#worker?.postMessage(message);
    this.#wait();
  }

  #hear(said: FromPageWorker): void {
    if (said.kind === 'says') this.#ears.hear(sessionMessage.parse(said.message));
    if (said.kind === 'failed') this.#close(said.why);
    if (said.kind !== 'done') return;
    this.#unanswered--;
    this.#wait();
  }

  /** Gives up the worker if it takes too long: what runs in it cannot be interrupted. */
  #wait(): void {
    clearTimeout(this.#watch);
    if (this.#unanswered === 0) return;
    this.#watch = setTimeout(() => this.#close('a handler of the lab hangs'), ANSWER_MAX_MS);
  }

  #close(why: string): void {
    clearTimeout(this.#watch);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ears.turn('closed', `This page cannot continue: ${why}. Reload it to start again.`);
  }
}

/** Whether this page has no server and includes what stands in for one. */
export function isMailed(): boolean {
  return document.getElementById('engine') !== null;
}

/** What the page includes under a name, unpacked. */
async function carried(id: string): Promise<string | undefined> {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined || text === null) return undefined;
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < chars.length; i++) bytes[i] = chars.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
