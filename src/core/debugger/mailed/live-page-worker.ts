/**
 * Entry of the thread in which a live page is made: a lab's definition is code of its author's, and
 * no command has it in its own realm.
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
