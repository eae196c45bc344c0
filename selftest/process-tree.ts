import { readdirSync, readFileSync } from 'node:fs';

/** A process below another one. */
export interface Descendant {
  readonly pid: number;
  /** As it was started, words apart by blanks. */
  readonly command: string;
}

/** All that a process started, and what those started. */
export function descendantsOf(pid: number): Descendant[] {
  return childrenOf(pid).flatMap((child) => [
    { pid: child, command: readOr(`/proc/${child}/cmdline`).replaceAll('\0', ' ') },
    ...descendantsOf(child),
  ]);
}

function childrenOf(pid: number): number[] {
  let tasks: string[] = [];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended.
  }
  return tasks.flatMap((task) =>
    readOr(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
