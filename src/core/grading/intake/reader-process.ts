/**
 * Entry of the process that reads one clone or archive: it reads a request on its standard input,
 * and answers on its standard output. It runs nothing of the submission; whatever harm the
 * submission's size or shape does is confined to this process.
 */
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { FileCollector } from './file-collector.js';
import type { ChosenCommit } from './read-commit.js';
import type { ReaderAnswer, ReaderRequest } from './reader-request.js';
import { SubmissionRefused } from './refusal.js';

/** Loads only the library that it needs. */
async function read(
  request: ReaderRequest,
  into: FileCollector,
): Promise<ChosenCommit | undefined> {
  if (request.kind === 'clone') {
    const { readCommit } = await import('./read-commit.js');
    return readCommit(request.gitdir, request.choice, into);
  }
  const { file } = request;
  if (/\.zip$/i.test(file))
    await import('./read-zip.js').then(({ readZip }) => readZip(file, into));
  else {
    const { readTar } = await import('./read-tar.js');
    await readTar(file, !/\.tar$/i.test(file), into);
  }
  return undefined;
}

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
  const into = new FileCollector();
  try {
    const commit = await read(request, into);
    const files = into.files.map(
      ({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')] as const,
    );
    return { files, notes: into.notes, commit };
  } catch (error) {
    const { notes } = into;
    if (error instanceof SubmissionRefused) return { files: [], notes, refusal: error.message };
    return { files: [], notes, error: messageOf(error) };
  }
}

/** git's reader surrounds what is wrong with a page of advice, and keeps it apart as well. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A library that stumbles over what it did not expect there.
  if (error instanceof TypeError) return 'it is damaged';
  const { data } = error as { readonly data?: { readonly message?: unknown } };
  return typeof data?.message === 'string' ? data.message : error.message;
}

const request = JSON.parse(await text(process.stdin)) as ReaderRequest;
process.stdout.end(JSON.stringify(await answer(request)));
await once(process.stdout, 'close');
