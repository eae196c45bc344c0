import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { CompiledLab } from '../box/index.js';
import { packLab, type CompileAnswer, type CompileRequest } from '../compile/index.js';
import { boxedSources, type GivenModules } from '../given/index.js';
import {
  endBoxWithThisProcess,
  killGroup,
  KILLED_CODE,
  usageOfTree,
  whyNotStarted,
  type BoxCommand,
} from '../isolation/index.js';
import { faultData, flatFaultData, placeData, saidText } from '../judge/index.js';
import { KILLED, lackIn, lackOf, MachineLimit } from '../machine/index.js';
import { InvariantError, LabFault, unreachable } from '../support/index.js';
import { LOOK_MS, Silence } from './silence.js';

/** CPU time, over all its processes. A lab of hundreds of files takes a second. */
const COMPILING_MAX_MS = 10_000;
const RESIDENT_MAX_BYTES = 1024 * 2 ** 20;
const ANSWER_CHARS_MAX = 64 << 20;
const WORDS_CHARS_MAX = 64 << 10;
/** If a process ends for no reason of its own, somebody may have killed it. */
const TRIES_MAX = 3;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const name = saidText;
const parameter = z.object({ name, isOptional: z.boolean() });
const exportedName = z.object({
  name,
  place: placeData.optional(),
  parameters: z.array(parameter).optional(),
});
const answerData = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('compiled'),
    lab: z.object({
      entry: z.literal('index.ts'),
      mistakes: z.array(flatFaultData),
      code: z.string(),
      map: z.string(),
      digest,
      exported: z.array(exportedName),
      classes: z.array(z.object({ id: name, name, fields: z.array(name).optional() })),
      files: z.array(name),
      roots: z.array(z.object({ name, place: placeData.optional() })),
      undeclared: z.array(name),
      baseFields: z.array(z.object({ classId: name, field: name, place: placeData })),
    }),
  }),
  z.object({ kind: z.literal('refused'), fault: faultData }),
  z.object({ kind: z.literal('broken'), error: saidText }),
]);

/**
 * Compiles the lab in a folder, as `compileLab` does, in a box that this command starts. If the
 * compiler hangs or runs out of memory, that is the lab's fault, and it harms nobody else.
 *
 * @throws LabFault
 * @throws MachineLimit when the box cannot be started
 * @throws the signal's reason, once it is raised
 */
export async function compileInBox(
  folder: string,
  given: GivenModules,
  command: BoxCommand,
  signal: AbortSignal,
  workMaxMs = COMPILING_MAX_MS,
): Promise<CompiledLab> {
  const request: CompileRequest = {
    lab: packLab(folder),
    folder,
    given: boxedSources(given.sources),
  };
  const asked = JSON.stringify(request);
  for (let tries = 1; ; tries++) {
    const { why, said } = await endOf(command, asked, signal, workMaxMs);
    signal.throwIfAborted();
    if (why === undefined) return labOf(said, folder);
    if ((why === 'ended' || why === 'killed') && tries < TRIES_MAX) continue;
    if (why === 'killed') throw new MachineLimit(KILLED);
    throw new LabFault({
      kind: 'load',
      message: `the compiler ${HOW[why](workMaxMs)}`,
      hint: HINT,
    });
  }
}

const HOW = {
  time: (ms: number) => `worked on this lab for ${ms / 1000} s and did not finish`,
  memory: () => 'ran out of memory on this lab',
  ended: () => 'ended without an answer on this lab',
} as const;
const HINT = 'look for a generated file, or for code nested without end';

/** How a box ended: its answer, or why it gave none. */
interface End {
  readonly why: keyof typeof HOW | 'killed' | undefined;
  readonly said: string;
}

async function endOf(
  command: BoxCommand,
  asked: string,
  signal: AbortSignal,
  workMaxMs: number,
): Promise<End> {
  const { program, args, env } = command;
  const child = spawn(program, args, { env, cwd: '/', stdio: 'pipe', detached: true });
  const pid = child.pid ?? 0;
  child.on('exit', endBoxWithThisProcess(command, pid));
  let why: End['why'];
  const end = (reason: keyof typeof HOW): void => {
    why ??= reason;
    killGroup(pid);
  };
  const onAbort = (): void => end('ended');
  const unwatch = watch(pid, workMaxMs, end);
  signal.addEventListener('abort', onAbort);
  try {
    const closed = new Promise<[code: number | null, signal: string | null]>((resolve, reject) => {
      child.once('error', (error) => reject(new MachineLimit(lackOf(error) ?? error.message)));
      child.once('close', (...how) => resolve(how));
    });
    // If the box has already ended, the missing answer shows it.
    child.stdin.on('error', () => undefined).end(asked);
    const [said, words, [code, signalled]] = await Promise.all([
      textOf(child.stdout, ANSWER_CHARS_MAX, () => end('memory')),
      textOf(child.stderr, WORDS_CHARS_MAX, () => undefined),
      closed,
    ]);
    if (code === 0 && why === undefined) return { why, said };
    const isKilled = signalled === 'SIGKILL' || code === KILLED_CODE;
    return { why: why ?? (isKilled ? 'killed' : whyIn(words)), said: '' };
  } finally {
    unwatch();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Ends a box that works too long or takes too much memory; returns a function to stop watching. */
function watch(
  pid: number,
  workMaxMs: number,
  end: (reason: 'time' | 'memory') => void,
): () => void {
  let usage = usageOfTree(pid);
  const clocks = {
    wallMs: () => performance.now(),
    cpuMs: () => (usage = usageOfTree(pid))?.cpuMs,
  };
  const silence = new Silence(clocks, workMaxMs);
  const timer = setInterval(() => {
    if (silence.look() !== 'going on') end('time');
    else if ((usage?.residentBytes ?? 0) > RESIDENT_MAX_BYTES) end('memory');
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
function whyIn(words: string): keyof typeof HOW {
  const notStarted = whyNotStarted(words);
  if (notStarted !== undefined) throw new MachineLimit(`a box cannot start (${notStarted})`);
  if (OUT_OF_MEMORY.test(words)) return 'memory';
  const lack = lackIn(words);
  if (lack !== undefined) throw new MachineLimit(lack);
  return 'ended';
}

function labOf(said: string, folder: string): CompiledLab {
  const parsed = answerData.safeParse(jsonOf(said));
  if (!parsed.success) {
    const [why] = z.prettifyError(parsed.error).split('\n');
    throw new LabFault({
      kind: 'load',
      message: `the compiler gave an invalid answer: ${why}`,
    });
  }
  const answer = parsed.data as CompileAnswer;
  switch (answer.kind) {
    case 'compiled':
      return { ...answer.lab, folder };
    case 'refused':
      throw new LabFault(answer.fault);
    case 'broken':
      throw new InvariantError(answer.error);
    default:
      return unreachable(answer);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
