/**
 * Entry point of the thread that makes a live page: a lab's definition is its author's code, and no
 * command loads it into its own realm.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { refusedBy } from '../refused.js';
import { livePage, type LivePageRequest } from './live-page.js';
import type { FromLivePage } from './make-live-page.js';

const request = workerData as LivePageRequest;
const answer = await livePage(request).then(
  (html): FromLivePage => ({ html }),
  (error: unknown): FromLivePage => refusedBy(error, request.solution),
);
parentPort?.postMessage(answer, []);
