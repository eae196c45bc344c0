/** CPU time of this process, including a lab that runs in it. */
const CPU_MAX_MS = 60_000;
/** How many threads of this process may work at once, compiler and garbage collector included. */
const THREADS_MAX = 8;
/** Wall time, for a lab in its own process whose handlers take long. */
const WALL_MAX_MS = 10 * CPU_MAX_MS;
/** Reading the CPU time takes as long as a step, so it is read only this often. */
const LOOK_MS = 200;

/**
 * Says when minimising a failed run has taken too long. The limit on the amount of work ends it
 * long before that, so that the trace is the same on every machine, even a busy one: it takes at
 * most a fifth of this CPU time, and waiting for the processor does not count.
 */
export function minimisingNet(
  cpuMs = cpuMsOfProcess,
  wallMs = performance.now.bind(performance),
): () => boolean {
  const [cpuUntil, startMs] = [cpuMs() + CPU_MAX_MS, wallMs()];
  // Do not look before the limit can have been reached.
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
