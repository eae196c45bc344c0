import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import {
  endBoxWithThisProcess,
  killGroup,
  KILLED_CODE,
  usageOfTree,
  whyNotStarted,
  type BoxCommand,
} from '../isolation/index.js';
import { lackIn, lackOf, MachineLimit } from '../machine/index.js';
import { LOOK_MS, Silence } from './silence.js';

/** What a program in a box may take for its one answer. */
export interface AnswerLimits {
  /** CPU time, over all its processes. */
  readonly workMaxMs: number;
  /** Memory, over all its processes. */
  readonly residentMaxBytes: number;
  readonly answerCharsMax: number;
}

/** How a program in a box ended. */
export interface BoxEnd {
  /** Why it gave no answer; undefined if it did. */
  readonly why: 'time' | 'memory' | 'ended' | 'killed' | undefined;
  /** The answer, or nothing. */
  readonly said: string;
}

const WORDS_CHARS_MAX = 64 << 10;

/**
 * Starts a program that reads one question from its standard input and answers on its standard
 * output. Whatever harm the question's size or shape does is confined to it.
 *
 * @throws MachineLimit when it cannot be started
 */
export async function askBox(
  command: BoxCommand,
  asked: string,
  { workMaxMs, residentMaxBytes, answerCharsMax }: AnswerLimits,
  signal?: AbortSignal,
): Promise<BoxEnd> {
  const { program, args, env } = command;
  const child = spawn(program, args, { env, cwd: '/', stdio: 'pipe', detached: true });
  const pid = child.pid ?? 0;
  child.on('exit', endBoxWithThisProcess(command, pid));
  let why: BoxEnd['why'];
  const end = (reason: Exclude<BoxEnd['why'], undefined>): void => {
    why ??= reason;
    killGroup(pid);
  };
  const onAbort = (): void => end('ended');
  const unwatch = watch(pid, workMaxMs, residentMaxBytes, end);
  signal?.addEventListener('abort', onAbort);
  try {
    const closed = new Promise<[code: number | null, signal: string | null]>((resolve, reject) => {
      child.once('error', (error) => reject(new MachineLimit(lackOf(error) ?? error.message)));
      child.once('close', (...how) => resolve(how));
    });
    // If the box has already ended, the missing answer shows it.
    child.stdin.on('error', () => undefined).end(asked);
    const [said, words, [code, signalled]] = await Promise.all([
      textOf(child.stdout, answerCharsMax, () => end('memory')),
      textOf(child.stderr, WORDS_CHARS_MAX, () => undefined),
      closed,
    ]);
    if (code === 0 && why === undefined) return { why, said };
    const isKilled = signalled === 'SIGKILL' || code === KILLED_CODE;
    return { why: why ?? (isKilled ? 'killed' : whyIn(words)), said: '' };
  } finally {
    unwatch();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Ends a box that works too long or takes too much memory; returns a function to stop watching. */
function watch(
  pid: number,
  workMaxMs: number,
  residentMaxBytes: number,
  end: (reason: 'time' | 'memory' | 'killed') => void,
): () => void {
  let usage = usageOfTree(pid);
  const clocks = {
    wallMs: () => performance.now(),
    cpuMs: () => (usage = usageOfTree(pid))?.cpuMs,
  };
  const silence = new Silence(clocks, workMaxMs);
  const timer = setInterval(() => {
    const seen = silence.look();
    if (seen === 'hung') end('time');
    // The machine gives it no time to work, which is nobody's fault in it.
    else if (seen === 'starved') end('killed');
    else if ((usage?.residentBytes ?? 0) > residentMaxBytes) end('memory');
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Everything that comes, up to a number of characters. */
async function textOf(stream: Readable, charsMax: number, onMore: () => void): Promise<string> {
  let text = '';
  for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.length + part.length <= charsMax) text += part;
    else onMore();
  }
  return text;
}

const OUT_OF_MEMORY =
  /out of memory|process OOM|cannot allocate memory|stack exceeds|allocation failed/i;

/** @throws MachineLimit when the box says that the machine did not let it start */
function whyIn(words: string): 'memory' | 'ended' {
  const notStarted = whyNotStarted(words);
  if (notStarted !== undefined) throw new MachineLimit(`a box cannot start (${notStarted})`);
  if (OUT_OF_MEMORY.test(words)) return 'memory';
  const lack = lackIn(words);
  if (lack !== undefined) throw new MachineLimit(lack);
  return 'ended';
}
