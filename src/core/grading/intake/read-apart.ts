import { limitedCommand, readerProgram } from '../../isolation/index.js';
import { KILLED, MachineLimit } from '../../machine/index.js';
import { askBox, type AnswerLimits, type BoxEnd } from '../../runner/index.js';
import type { FileCollector } from './file-collector.js';
import type { ChosenCommit } from './read-commit.js';
import type { ReaderAnswer, ReaderRequest } from './reader-request.js';
import { SubmissionRefused } from './refusal.js';

const LIMITS: AnswerLimits = {
  // Ten thousand commits take a few seconds.
  workMaxMs: 30_000,
  residentMaxBytes: 768 * 2 ** 20,
  // What a collector takes comes to 16 MiB, and to a third more in base64.
  answerCharsMax: 32 << 20,
};
/** If a process ends for no reason of its own, somebody may have killed it. */
const TRIES_MAX = 3;
const KILLS_MAX = 12;

/**
 * Reads a clone or an archive in a process of its own. Both are read by libraries, and can be made
 * so that a few kilobytes come to gigabytes, or take hours: that ends this process alone.
 *
 * @throws SubmissionRefused
 * @throws MachineLimit
 */
export async function readApart(
  request: ReaderRequest,
  into: FileCollector,
): Promise<ChosenCommit | undefined> {
  const asked = JSON.stringify(request);
  for (let tries = 1; ; tries++) {
    const { why, said } = await askBox(limitedCommand(readerProgram()), asked, LIMITS);
    if (why === undefined) return take(JSON.parse(said) as ReaderAnswer, into);
    if (tries < (why === 'killed' ? KILLS_MAX : why === 'ended' ? TRIES_MAX : 0)) continue;
    if (why === 'killed') throw new MachineLimit(KILLED);
    throw new SubmissionRefused(`it cannot be read: ${HOW[why]}`);
  }
}

const HOW: Readonly<Record<Exclude<BoxEnd['why'], 'killed' | undefined>, string>> = {
  memory: `that takes more than ${LIMITS.residentMaxBytes >> 20} MiB of memory`,
  time: `that takes more than ${LIMITS.workMaxMs / 1000} s`,
  ended: 'whatever reads it ends without an answer',
};

/** What JavaScript says of something larger than its memory, or than it can ever be. */
const TOO_LARGE = /allocation failed|Invalid (string|array|typed array) length|ERR_OUT_OF_RANGE/i;

/**
 * Takes what the reader found as if it had been found here.
 *
 * @throws Error with what a library says of a damaged file
 */
function take(answer: ReaderAnswer, into: FileCollector): ChosenCommit | undefined {
  const { files, notes, commit, refusal, error } = answer;
  for (const note of notes) into.note(note);
  if (refusal !== undefined) throw new SubmissionRefused(refusal);
  if (error !== undefined) throw new Error(TOO_LARGE.test(error) ? HOW.memory : error);
  for (const [path, contents] of files) {
    const wanted = into.wants(path, 'file');
    if (wanted !== undefined) into.add(wanted, Buffer.from(contents, 'base64'));
  }
  return commit;
}
