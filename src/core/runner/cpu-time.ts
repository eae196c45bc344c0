import { readFileSync } from 'node:fs';

/** Ticks of /proc are hundredths of a second, on every machine Linux runs on. */
const TICK_MS = 10;
/** Of /proc/<pid>/stat, behind the name in brackets: time in user mode, and in the system. */
const USER = 11;
const SYSTEM = 12;

/** CPU milliseconds that a process has used, in all its threads; undefined where nobody says. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_MS;
  } catch {
    return undefined;
  }
}
