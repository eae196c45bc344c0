import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import * as git from 'isomorphic-git';
import { afterAll, expect, test } from 'vitest';
import { FileCollector } from './file-collector.js';
import { readCommit } from './read-commit.js';

const dir = mkdtempSync(join(tmpdir(), 'labtest-objects-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Writes a file of so many zeros as an object of the repository, a thousand times smaller. */
function writeSwelling(length: number): string {
  const object = Buffer.concat([Buffer.from(`blob ${length}\0`), Buffer.alloc(length)]);
  const oid = createHash('sha1').update(object).digest('hex');
  const file = join(dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, deflateSync(object, { level: 1 }));
  return oid;
}

test('a file of a commit that swells is left out before it fills the memory', async () => {
  await git.init({ fs, dir });
  const blob = Buffer.from('export class PBServer {}');
  const swelling = writeSwelling(64 << 20);
  const entries = [
    { mode: '100644', path: 'big.ts', oid: swelling, type: 'blob' },
    { mode: '100644', path: 'index.ts', oid: await git.writeBlob({ fs, dir, blob }), type: 'blob' },
  ] as const;
  const tree = await git.writeTree({ fs, dir, tree: [...entries] });
  const author = { name: 'Ann', email: 'a@b', timestamp: 1_700_000_000 };
  await git.commit({ fs, dir, message: 'lab', author, tree });
  const into = new FileCollector();
  await readCommit(join(dir, '.git'), {}, into);
  expect(into.files.map(({ path }) => path)).toEqual(['index.ts']);
  expect(into.notes).toEqual(['big.ts is left out: it is larger than 1 MiB']);
  // Not the object itself is compared: printing it would fill the memory.
  const reading = git.readBlob({ fs, dir, oid: swelling }).then(
    (read) => `${read.blob.length} bytes`,
    (error: NodeJS.ErrnoException) => error.code,
  );
  expect(await reading).toBe('ERR_BUFFER_TOO_LARGE');
});
