import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { BoxCommand } from './box-command.js';

/**
 * Reads which processes to hold and which to let go, and at the end of its input kills those it
 * holds: a system closes the other end when whoever has it is gone, however it went. What a
 * terminal tells all its processes is not meant for it. A number below 0 is a whole group.
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
 * Sees to it that a child, or with a number below 0 its group, does not outlive this process, even
 * if that is killed and the child hangs in one long call, so that it could notice nothing. Returns
 * what to call as soon as the child has ended: its number may be somebody else's then.
 */
export function endWithThisProcess(pid: number): () => void {
  held.add(pid);
  tell('hold', pid);
  return () => {
    if (held.delete(pid)) tell('free', pid);
  };
}

/** The same for a box, which is a group of its own. Those of levels A and B end by themselves. */
export function endBoxWithThisProcess({ level }: BoxCommand, pid: number): () => void {
  const endsByItself = level === 'A' || level === 'B';
  return endsByItself || pid <= 0 ? () => undefined : endWithThisProcess(-pid);
}

function tell(what: 'hold' | 'free', pid: number): void {
  if (guard !== undefined) guard.stdin?.write(`${what} ${pid}\n`);
  else if (held.size > 0) start();
}

/** Starts the guard, or another one where it was killed. Where there is no `sh` there is none. */
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
