import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { FILE_BYTES_MAX, type EntryKind, type FileCollector } from './file-collector.js';
import { SubmissionRefused } from './refusal.js';

/** What an archive may come to when it is decompressed: a tape has to be read to its end. */
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;

const KINDS: Partial<Record<NonNullable<Header['type']>, EntryKind>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  symlink: 'link',
  link: 'link',
};

/** Reads a tar archive, compressed by gzip or not, without unpacking it anywhere. */
export async function readTar(
  file: string,
  compressed: boolean,
  into: FileCollector,
): Promise<void> {
  const tape = extract();
  const reading = (async () => {
    for await (const entry of tape) {
      const { name, type, size } = entry.header;
      const path = into.wants(name, KINDS[type ?? 'file'] ?? 'other');
      const isWanted = path !== undefined && size <= FILE_BYTES_MAX;
      if (path !== undefined && !isWanted) into.tooLarge(path);
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) if (isWanted) chunks.push(chunk);
      if (path !== undefined && isWanted) into.add(path, Buffer.concat(chunks));
    }
  })();
  const source = createReadStream(file);
  const unpacking = compressed
    ? pipeline(source, createGunzip(), limited(), tape)
    : pipeline(source, limited(), tape);
  // Whichever of them fails first says why; the other one then fails as well.
  await Promise.all([reading, unpacking]);
}

function limited(): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length <= UNPACKED_BYTES_MAX) return done(null, chunk);
      const mib = UNPACKED_BYTES_MAX >> 20;
      done(new SubmissionRefused(`the archive unpacks to more than ${mib} MiB`));
    },
  });
}
