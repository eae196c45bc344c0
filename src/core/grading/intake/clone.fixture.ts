import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, deflateSync, constants } from 'node:zlib';
import * as fs from 'node:fs';
import * as git from 'isomorphic-git';

const AUTHOR = { name: 'Ann', email: 'a@b', timestamp: 1_700_000_000 };

/** Writes a clone whose one commit has this file, besides the objects that are named in it. */
export async function writeClone(
  dir: string,
  files: Readonly<Record<string, string | { readonly oid: string }>>,
): Promise<string> {
  await git.init({ fs, dir });
  const tree = [];
  for (const [path, file] of Object.entries(files)) {
    const oid =
      typeof file === 'string'
        ? await git.writeBlob({ fs, dir, blob: Buffer.from(file) })
        : file.oid;
    tree.push({ mode: '100644', path, oid, type: 'blob' } as const);
  }
  const root = await git.writeTree({ fs, dir, tree });
  await git.commit({ fs, dir, message: 'lab', author: AUTHOR, tree: root });
  return root;
}

const MEBIBYTE = 1 << 20;

/** A stream of that many mebibytes of zeros, a thousand times smaller; its checksum is missing. */
function swelling(head: Uint8Array, mebibytes: number): Buffer {
  const flushed = (bytes: Uint8Array): Buffer =>
    deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  const block = flushed(Buffer.alloc(MEBIBYTE));
  const blocks = Array.from({ length: mebibytes }, () => block);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), flushed(head), ...blocks]);
}

/** Adds a blob of so many mebibytes as an object of its own. */
export function writeSwellingObject(dir: string, mebibytes: number): string {
  const oid = 'ab'.repeat(20);
  const head = Buffer.from(`blob ${mebibytes * MEBIBYTE}\0`);
  const file = join(dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, swelling(head, mebibytes));
  return oid;
}

/** An object of a pack; a delta says which earlier one it changes, or that it changes itself. */
export interface PackedObject {
  readonly oid: string;
  readonly kind: 'commit' | 'tree' | 'blob' | 'delta';
  readonly body: Uint8Array;
  readonly base?: number;
}

const KINDS = { commit: 1, tree: 2, blob: 3, delta: 6 } as const;

/** Writes these objects as a pack with its index. Nobody checks that an id fits its object. */
export function writePack(dir: string, objects: readonly PackedObject[]): string {
  const header = Buffer.from([...Buffer.from('PACK'), 0, 0, 0, 2, 0, 0, 0, objects.length]);
  const offsets: number[] = [];
  const parts: Buffer[] = [header];
  let offset = header.length;
  for (const object of objects) {
    offsets.push(offset);
    const bytes = packed(object, offset, offsets);
    parts.push(bytes);
    offset += bytes.length;
  }
  const body = Buffer.concat(parts);
  const pack = Buffer.concat([body, sha1(body)]);
  const file = join(dir, '.git/objects/pack', 'pack-1.pack');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pack);
  writeFileSync(file.replace('.pack', '.idx'), indexOf(objects, offsets, pack));
  return file;
}

function packed(
  { kind, body, base }: PackedObject,
  offset: number,
  offsets: readonly number[],
): Buffer {
  const size: number[] = [(KINDS[kind] << 4) | (body.length & 15)];
  for (let rest = body.length >> 4; rest > 0; rest >>= 7) {
    size[size.length - 1]! |= 128;
    size.push(rest & 127);
  }
  const back = base === undefined ? [] : distance(offset - (offsets[base] as number));
  return Buffer.concat([Buffer.from([...size, ...back]), deflateSync(body)]);
}

/** How far back a delta's base is, as git writes it. */
function distance(back: number): number[] {
  const bytes = [back & 127];
  for (let rest = back >> 7; rest > 0; rest >>= 7) bytes.unshift(128 | (--rest & 127));
  return bytes;
}

function indexOf(
  objects: readonly PackedObject[],
  offsets: readonly number[],
  pack: Buffer,
): Buffer {
  const sorted = objects
    .map(({ oid }, i) => ({ oid, offset: offsets[i] as number }))
    .sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const fanout = Array.from({ length: 256 }, (_, first) =>
    word(sorted.filter(({ oid }) => Number.parseInt(oid.slice(0, 2), 16) <= first).length),
  );
  const body = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]),
    ...fanout,
    ...sorted.map(({ oid }) => Buffer.from(oid, 'hex')),
    ...sorted.map(() => word(0)),
    ...sorted.map(({ offset }) => word(offset)),
    pack.subarray(-20),
  ]);
  return Buffer.concat([body, sha1(body)]);
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest();
}

/** A delta that copies the first `size` bytes of its base, again and again. */
export function copying(baseSize: number, size: number, times: number): Buffer {
  const copy = [0xf0, size & 255, (size >> 8) & 255, (size >> 16) & 255];
  const copies = Array.from({ length: times }, () => copy).flat();
  return Buffer.from([...varint(baseSize), ...varint(size * times), ...copies]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}
