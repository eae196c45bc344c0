import { readdirSync, readFileSync } from 'node:fs';

/** Ticks in /proc are hundredths of a second wherever Linux runs. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;
/** A field of /proc/<pid>/stat, counted after the name in brackets. */
const STATE = 0;
/** It runs or waits for its turn, or for the disk; all else gets nowhere by itself. */
const AWAKE = 'RD';
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const RESIDENT_PAGES = 21;
/** Where a zombie says how it ended, as `waitpid` would. */
const EXIT_STATUS = 49;
const SIGKILL = 9;
/** The exit code by which shells and boxes say that their program was killed. */
export const KILLED_CODE = 128 + SIGKILL;
/** The limit for following a fork bomb. */
const PROCESSES_MAX = 256;

/** What a process and all its descendants use. */
export interface TreeUsage {
  readonly cpuMs: number;
  /** Resident memory, ArrayBuffers included. */
  readonly residentBytes: number;
  /**
   * Whether all of them sleep, are stopped or have ended: one that waits for its turn on a busy
   * machine, or for the disk, does not sleep.
   */
  readonly isAsleep: boolean;
}

/** Undefined if the system does not say, and once the process is gone. */
export function usageOfTree(pid: number): TreeUsage | undefined {
  let [cpuMs, residentBytes, isAsleep] = [0, 0, true];
  const pids = [pid];
  for (let next = 0; next < Math.min(pids.length, PROCESSES_MAX); next++) {
    const one = usageOf(pids[next] as number);
    if (one === undefined) {
      if (next === 0) return undefined;
      continue;
    }
    cpuMs += one.cpuMs;
    residentBytes += one.residentBytes;
    isAsleep &&= one.isAsleep;
    pids.push(...childrenOf(pids[next] as number));
  }
  return { cpuMs, residentBytes, isAsleep };
}

/**
 * Whether a child of this process was killed, or reports that its program was. The child has ended
 * or is about to, and nobody has waited for it. False if the system does not say.
 */
export function wasKilled(pid: number): boolean {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const fields = statOf(pid);
    if (fields === undefined) return false;
    if (fields[0] === 'Z') {
      const status = Number(fields[EXIT_STATUS]);
      return (status & 0x7f) === SIGKILL || status >> 8 === KILLED_CODE;
    }
    Atomics.wait(PAUSE, 0, 0, LOOK_MS);
  }
  return false;
}

/** A process whose pipes are closed is gone within a moment. */
const LOOKS_MAX = 50;
const LOOK_MS = 10;
const PAUSE = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** The fields of /proc/<pid>/stat after the name in brackets. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .trim()
      .split(' ');
  } catch {
    return undefined;
  }
}

function usageOf(pid: number): TreeUsage | undefined {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  return {
    cpuMs: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_MS,
    residentBytes: Number(fields[RESIDENT_PAGES]) * PAGE_BYTES,
    isAsleep: !AWAKE.includes(fields[STATE] ?? ''),
  };
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
