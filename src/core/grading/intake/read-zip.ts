import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { FILE_BYTES_MAX, shown, type EntryKind, type FileCollector } from './file-collector.js';
import { SubmissionRefused } from './refusal.js';

const UNIX = 3;
const FILE_TYPE_BITS = 0o170000;
const LINK_TYPE = 0o120000;

/**
 * Reads a zip archive without unpacking it: an entry that is no part of a lab is not even
 * decompressed, and one that is, no further than a file may be long.
 */
export async function readZip(file: string, into: FileCollector): Promise<void> {
  const zip = await openPromise(file, { decodeStrings: false, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) await readEntry(zip, entry, into);
  } finally {
    zip.close();
  }
}

async function readEntry(zip: ZipFile, entry: Entry, into: FileCollector): Promise<void> {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  const path = into.wants(name, kindOf(name, entry));
  if (path === undefined) return;
  if (entry.isEncrypted()) {
    throw new SubmissionRefused(
      'the archive is encrypted: only one without a password can be read',
    );
  }
  if (entry.uncompressedSize > FILE_BYTES_MAX) return into.tooLarge(path);
  const bytes = await readAtMost(await zip.openReadStreamPromise(entry), FILE_BYTES_MAX);
  if (bytes === undefined) return into.tooLarge(path);
  if (crc32(bytes) !== entry.crc32) {
    throw new SubmissionRefused(`the archive is damaged: ${shown(path)} is not as it was packed`);
  }
  into.add(path, bytes);
}

function kindOf(name: string, { versionMadeBy, externalFileAttributes }: Entry): EntryKind {
  if (name.endsWith('/')) return 'folder';
  const isUnix = versionMadeBy >> 8 === UNIX;
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_BITS;
  return isUnix && type === LINK_TYPE ? 'link' : 'file';
}

/** All that a stream gives; undefined when that is more than `max` bytes. */
export async function readAtMost(stream: Readable, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > max) {
      stream.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
