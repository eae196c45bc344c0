/**
 * Entry of the thread that watches a box, because the judge's own sleeps until the box answers. It
 * ends a box that works for too long on one question, or takes too much memory; the judge sees the
 * pipe close, and finds the reason in the shared memory.
 */
import { workerData } from 'node:worker_threads';
import { ASKED, NEVER, PID, REASON, STOP, type BoxWatchData } from './box-watch-signals.js';
import { killGroup, usageOfTree } from '../isolation/index.js';

/** Between two looks. */
const LOOK_MS = 50;
/** A box that works less than this share of the time does not work at all. */
const IDLE_SHARE = 0.01;
/** A box that never works is given up after so many times what one that works may take. */
const IDLE_TIMES = 3;

const { shared, questionMaxMs, residentMaxBytes } = workerData as BoxWatchData;
const words = new Int32Array(shared);

/** The question that is open, and what was so when it was first seen. */
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
  // Where nobody says how much it worked, it always did.
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
