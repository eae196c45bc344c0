import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc are hundredths of a second, on every machine Linux runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;
/** Of /proc/<pid>/stat, behind the name in brackets. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const RESIDENT_PAGES = 21;
/** A fork bomb is not followed further. */
const PROCESSES_MAX = 256;

/** What a process and all that it started use. */
export interface TreeUsage {
  readonly cpuMs: number;
  /** Memory that is really there, ArrayBuffers included. */
  readonly residentBytes: number;
}

/** Undefined where the system does not say, and once the process is gone. */
export function usageOfTree(pid: number): TreeUsage | undefined {
  let [cpuMs, residentBytes] = [0, 0];
  const pids = [pid];
  for (let next = 0; next < Math.min(pids.length, PROCESSES_MAX); next++) {
    const one = usageOf(pids[next] as number);
    if (one === undefined) {
      if (next === 0) return undefined;
      continue;
    }
    cpuMs += one.cpuMs;
    residentBytes += one.residentBytes;
    pids.push(...childrenOf(pids[next] as number));
  }
  return { cpuMs, residentBytes };
}

function usageOf(pid: number): TreeUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      cpuMs: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_MS,
      residentBytes: Number(fields[RESIDENT_PAGES]) * PAGE_BYTES,
    };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((text) => text !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}
