import { z } from 'zod';
import type { CompiledLab } from '../box/index.js';
import { packLab, type CompileAnswer, type CompileRequest } from '../compile/index.js';
import { boxedSources, type GivenModules } from '../given/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { faultData, flatFaultData, placeData, saidText } from '../judge/index.js';
import { KILLED, MachineLimit } from '../machine/index.js';
import { InvariantError, LabFault, unreachable } from '../support/index.js';
import { askBox } from './ask-box.js';

/** CPU time, over all its processes. A lab of hundreds of files takes a second. */
const COMPILING_MAX_MS = 10_000;
const RESIDENT_MAX_BYTES = 1024 * 2 ** 20;
const ANSWER_CHARS_MAX = 64 << 20;
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
  const limits = {
    workMaxMs,
    residentMaxBytes: RESIDENT_MAX_BYTES,
    answerCharsMax: ANSWER_CHARS_MAX,
  };
  for (let tries = 1; ; tries++) {
    const { why, said } = await askBox(command, asked, limits, signal);
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
