/** CPU time of this process, and so of a lab that runs in it. */
const CPU_MAX_MS = 60_000;
/** How many threads of this process may work at once, with those of compiler and collector. */
const THREADS_MAX = 8;
/** Wall time: for a lab in a process of its own, whose handlers take long. */
const WALL_MAX_MS = 10 * CPU_MAX_MS;
/** To ask for the CPU time takes as long as a step: it is asked for this seldom. */
const LOOK_MS = 200;

/**
 * Says when making a failed run small has taken too long. How much work it may be decides long
 * before, so that the trace is the same on every machine, also on one that is busy: a tenth of
 * this CPU time is the most it takes, and waiting for the processor is not counted.
 */
export function minimisingNet(
  cpuMs = cpuMsOfProcess,
  wallMs = performance.now.bind(performance),
): () => boolean {
  const [cpuUntil, startMs] = [cpuMs() + CPU_MAX_MS, wallMs()];
  // Not before it can be over.
  let nextMs = CPU_MAX_MS / THREADS_MAX;
  return () => {
    const lastedMs = wallMs() - startMs;
    if (lastedMs < nextMs) return false;
    nextMs = lastedMs + LOOK_MS;
    return lastedMs > WALL_MAX_MS || cpuMs() > cpuUntil;
  };
}

const cpuUsage = process.cpuUsage.bind(process);

function cpuMsOfProcess(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
