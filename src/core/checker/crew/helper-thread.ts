import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';

/** A thread that helps a search, and the channel to it. */
export interface HelperThread {
  readonly port: MessagePort;
  readonly worker: Worker;
}

/**
 * Starts a thread with this file of the checker as its entry. It gets `data` and its end of a
 * channel. Threads run the built code, even in tests; undefined if nothing was built.
 */
export function startHelper(file: string, name: string, data: object): HelperThread | undefined {
  const url = new URL(import.meta.url.replace(/\/src\/(?=core\/checker\/)/, '/dist/'));
  const entry = fileURLToPath(new URL(`../${file}`, url));
  if (!existsSync(entry)) return undefined;
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(entry, {
    workerData: { ...data, port: port2 },
    transferList: [port2],
    execArgv: [],
    name,
  });
  // A failing thread is noticed by its silence.
  worker.on('error', () => undefined);
  worker.unref();
  port1.unref();
  return { port: port1, worker };
}

/** Ends a thread, whatever it is doing. */
export function endHelper({ port, worker }: HelperThread): void {
  port.close();
  void worker.terminate();
}
