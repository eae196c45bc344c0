import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { asUsageError, type RefusedData } from '../refused.js';
import type { LivePageRequest } from './live-page.js';

/** The entry; always the built one, since Node cannot start a thread from TypeScript. */
const ENTRY = fileURLToPath(
  new URL('../../../../dist/core/debugger/mailed/live-page-worker.js', import.meta.url),
);

/** The one message from the thread. */
export type FromLivePage = { readonly html: string } | RefusedData;

/**
 * Makes a page from a trace that can continue from any step, with nothing but a browser.
 *
 * @throws UsageError if the trace is not valid or the lab does not load
 */
export async function makeLivePage(request: LivePageRequest): Promise<string> {
  const worker = new Worker(ENTRY, { workerData: request });
  const [answer] = (await once(worker, 'message')) as [FromLivePage];
  if ('html' in answer) return answer.html;
  throw asUsageError(answer);
}
