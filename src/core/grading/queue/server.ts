import type { GradeWork } from './embedded-queue.js';
import type { GradingQueue, QueueListener } from './queue.js';
import type { QueuedTests } from './redis-queue.js';
import type { WorkerListener, WorkerSettings } from './redis-worker.js';

/** The queue on a server. What it takes is loaded when it is asked for: most never need it. */
export async function openServerQueue(
  url: string,
  queued: QueuedTests,
  listener: QueueListener,
  signal: AbortSignal,
): Promise<GradingQueue> {
  const { RedisQueue } = await import('./redis-queue.js');
  return RedisQueue.open(url, queued, listener, signal);
}

/** Works for the queue on a server until the signal is raised. */
export async function workForServer(
  settings: WorkerSettings,
  work: GradeWork,
  listener: WorkerListener,
  signal: AbortSignal,
): Promise<void> {
  const { workOnQueue } = await import('./redis-worker.js');
  return workOnQueue(settings, work, listener, signal);
}
