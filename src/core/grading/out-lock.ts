import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../support/index.js';

const LOCK = 'lock';

/**
 * Keeps a second `labtest grade` out of a folder of results. The lock of a process that is gone
 * counts for nothing.
 *
 * @throws UsageError LT004 when another process works there
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, LOCK);
  const own = identityOf(process.pid);
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 1) throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && holder.identity === identityOf(holder.pid)) {
      throw new UsageError('LT004', `Another labtest (process ${holder.pid}) is grading there.`, [
        'Wait for it, or give another folder: --out DIR',
      ]);
    }
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): { pid: number; identity: string } | undefined {
  try {
    const identity = readFileSync(file, 'utf8');
    const pid = Number.parseInt(identity, 10);
    return pid > 0 ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}

/** The process, and when it started where the system tells: numbers of processes come again. */
function identityOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return isAlive(pid) ? `${pid}` : `${pid} gone`;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
