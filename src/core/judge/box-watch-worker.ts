/**
 * Entry of the thread that watches a box while the judge's thread sleeps until the box answers. It
 * ends a box that works too long on one question, or takes too much memory; the judge sees the pipe
 * close, and finds the reason in shared memory.
 */
import { workerData } from 'node:worker_threads';
import { ASKED, NEVER, PID, REASON, STOP, type BoxWatchData } from './box-watch-signals.js';
import { killGroup, usageOfTree } from '../isolation/index.js';

/** The time between two looks. */
const LOOK_MS = 50;
/** A box that sleeps may take this many times as long as a busy one before it is given up. */
const IDLE_TIMES = 6;
/** Whatever it does meanwhile, a question may take this many times as long. */
const LASTS_TIMES = 120;
/** At most this much counts between two looks: this process may have been stopped meanwhile. */
const PASSED_MS_MAX = 2 * LOOK_MS;

const { shared, questionMaxMs, briefMaxMs, residentMaxBytes } = workerData as BoxWatchData;
const words = new Int32Array(shared);

/** The open question, and the readings when it was first seen. */
let open = { asked: NEVER, pid: 0, seenMs: 0, cpuMs: 0, seenCpuMs: 0, lastedMs: 0, idleMs: 0 };

while (Atomics.load(words, STOP) === 0) {
  look();
  Atomics.wait(words, STOP, 0, LOOK_MS);
}

function look(): void {
  const [asked, pid] = [Atomics.load(words, ASKED), Atomics.load(words, PID)];
  if (pid === 0) return;
  const usage = usageOfTree(pid);
  if (usage !== undefined && usage.residentBytes > residentMaxBytes) return end(pid, 'memory');
  const nowMs = performance.now();
  const cpuMs = usage?.cpuMs ?? 0;
  if (asked === NEVER || asked !== open.asked || pid !== open.pid) {
    open = { asked, pid, seenMs: nowMs, cpuMs, seenCpuMs: cpuMs, lastedMs: 0, idleMs: 0 };
    return;
  }
  const passedMs = Math.min(nowMs - open.seenMs, PASSED_MS_MAX);
  const hasWorked = cpuMs > open.seenCpuMs;
  [open.seenMs, open.seenCpuMs] = [nowMs, cpuMs];
  open.lastedMs += passedMs;
  if (usage?.isAsleep === true && !hasWorked) open.idleMs += passedMs;
  // Without usage figures, assume that it worked all the time.
  const workedMs = usage === undefined ? open.lastedMs : cpuMs - open.cpuMs;
  const isOver =
    workedMs >= (asked % 2 === 0 ? questionMaxMs : briefMaxMs) ||
    open.idleMs >= questionMaxMs * IDLE_TIMES ||
    open.lastedMs >= questionMaxMs * LASTS_TIMES;
  if (isOver) end(pid, 'time');
}

function end(pid: number, why: keyof typeof REASON.values): void {
  Atomics.store(words, REASON.word, REASON.values[why]);
  Atomics.store(words, PID, 0);
  killGroup(pid);
}
