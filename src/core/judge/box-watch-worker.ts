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
/** A box that uses less than this share of the time counts as idle. */
const IDLE_SHARE = 0.01;
/** An idle box may take this many times as long as a busy one before it is given up. */
const IDLE_TIMES = 3;

const { shared, questionMaxMs, residentMaxBytes } = workerData as BoxWatchData;
const words = new Int32Array(shared);

/** The open question, and the readings when it was first seen. */
let open = { asked: NEVER, pid: 0, sinceMs: 0, cpuMs: 0 };

while (Atomics.load(words, STOP) === 0) {
  look();
  Atomics.wait(words, STOP, 0, LOOK_MS);
}

function look(): void {
  const [asked, pid] = [Atomics.load(words, ASKED), Atomics.load(words, PID)];
  if (pid === 0) return;
  const usage = usageOfTree(pid);
  if (usage !== undefined && usage.residentBytes > residentMaxBytes) return end(pid, 'memory');
  if (asked === NEVER) {
    open = { asked, pid, sinceMs: 0, cpuMs: 0 };
    return;
  }
  const nowMs = performance.now();
  const cpuMs = usage?.cpuMs ?? 0;
  if (asked !== open.asked || pid !== open.pid) {
    open = { asked, pid, sinceMs: nowMs, cpuMs };
    return;
  }
  const [lastedMs, workedMs] = [nowMs - open.sinceMs, cpuMs - open.cpuMs];
  // Without usage figures, assume that it worked all the time.
  if (usage === undefined ? lastedMs >= questionMaxMs : workedMs >= questionMaxMs) end(pid, 'time');
  else if (lastedMs >= questionMaxMs * IDLE_TIMES && workedMs < lastedMs * IDLE_SHARE) {
    end(pid, 'time');
  }
}

function end(pid: number, why: keyof typeof REASON.values): void {
  Atomics.store(words, REASON.word, REASON.values[why]);
  Atomics.store(words, PID, 0);
  killGroup(pid);
}
