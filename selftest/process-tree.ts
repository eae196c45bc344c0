import { readdirSync, readFileSync } from 'node:fs';

/** A process below another one. */
export interface Descendant {
  readonly pid: number;
  /** Its command line, separated by spaces. */
  readonly command: string;
}

/** All that a process started, and what those started. */
export function descendantsOf(pid: number): Descendant[] {
  return childrenOf(pid).flatMap((child) => [
    { pid: child, command: commandOf(child) },
    ...descendantsOf(child),
  ]);
}

/** Whether it is still running, unless its number has been reused. */
export function isAlive({ pid, command }: Descendant): boolean {
  return command !== '' && commandOf(pid) === command;
}

/** Empty for a process that has ended but has not been waited for. */
function commandOf(pid: number): string {
  return readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
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
