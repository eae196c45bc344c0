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
    { pid: child, command: commandOf(child) },
    ...descendantsOf(child),
  ]);
}

/** Whether it has not ended, as far as its number is not somebody else's by now. */
export function isAlive({ pid, command }: Descendant): boolean {
  return command !== '' && commandOf(pid) === command;
}

/** Empty for one that has ended and that nobody has waited for. */
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
