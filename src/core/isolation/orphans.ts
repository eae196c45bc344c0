import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { BoxCommand } from './box-command.js';

/**
 * Reads which processes to watch and which to release, and at the end of its input kills those it
 * still watches: when the process at the other end is gone, however it ended, the system closes the
 * pipe. It ignores signals that a terminal sends to all its processes. A number below 0 is a whole
 * group.
 */
const GUARD = `
trap '' INT TERM HUP QUIT TSTP
held=' '
while read -r what pid; do
  case $what in
    hold) held="$held$pid " ;;
    free) held="\${held%% $pid *} \${held#* $pid }" ;;
  esac
done
for pid in $held; do kill -s KILL -- "$pid"; done 2>/dev/null
`;

const held = new Set<number>();
let guard: ChildProcess | undefined;

/**
 * Makes sure that a child, or its group for a number below 0, does not outlive this process, even
 * if this process is killed while the child hangs in one long call and can notice nothing. Returns
 * a function to call as soon as the child has ended, since its number may then be reused.
 */
export function endWithThisProcess(pid: number): () => void {
  held.add(pid);
  tell('hold', pid);
  return () => {
    if (held.delete(pid)) tell('free', pid);
  };
}

/** The same for a box, which is its own group. Boxes of levels A and B end by themselves. */
export function endBoxWithThisProcess({ level }: BoxCommand, pid: number): () => void {
  const endsByItself = level === 'A' || level === 'B';
  return endsByItself || pid <= 0 ? () => undefined : endWithThisProcess(-pid);
}

function tell(what: 'hold' | 'free', pid: number): void {
  if (guard !== undefined) guard.stdin?.write(`${what} ${pid}\n`);
  else if (held.size > 0) start();
}

/** Starts the guard, or another one if it was killed. Without `sh` there is no guard. */
function start(): void {
  const started = spawn('/bin/sh', ['-c', GUARD], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard = started;
  const ended = (): void => {
    if (guard === started) guard = undefined;
  };
  started.on('error', ended).on('exit', ended).unref();
  started.stdin.on('error', ended);
  (started.stdin as Socket).unref();
  for (const pid of held) started.stdin.write(`hold ${pid}\n`);
}
