import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { copying, writeClone, writePack, writeSwellingObject } from './clone.fixture.js';
import { takeIn, type TakenIn } from './take-in.js';

const root = mkdtempSync(join(tmpdir(), 'labtest-apart-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const INDEX = 'export class PBServer {}';
const [ID, OTHER, THIRD] = ['11', '22', '33'].map((byte) => byte.repeat(20)) as [
  string,
  string,
  string,
];
const TOO_MUCH = 'it cannot be read: that takes more than 768 MiB of memory';

const folder = (): string => mkdtempSync(join(root, 'clone-'));
const read = (path: string): Promise<TakenIn> =>
  takeIn({ id: 'ann', students: [], paths: [path], notes: [] }, { exports: ['PBServer'] });

test('a file of a commit that comes to more than a lab is left out', async () => {
  const dir = folder();
  await writeClone(dir, { 'index.ts': INDEX, 'big.ts': '\0'.repeat(3 << 20) });
  const { lab, notes } = await read(dir);
  expect(lab?.files.map(({ path }) => path)).toEqual(['index.ts']);
  expect(notes).toEqual(['big.ts is left out: it is larger than 1 MiB']);
});

test('an object that swells to gigabytes costs its submission, and no memory here', async () => {
  const dir = folder();
  const oid = writeSwellingObject(dir, 2000);
  await writeClone(dir, { 'index.ts': INDEX, 'big.ts': { oid } });
  const before = process.memoryUsage.rss();
  expect((await read(dir)).refusal).toBe(TOO_MUCH);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 << 20);
});

test('a chain of deltas that swells, too', async () => {
  const dir = folder();
  await writeClone(dir, { 'index.ts': INDEX, 'big.ts': { oid: THIRD } });
  writePack(dir, [
    { oid: ID, kind: 'blob', body: Buffer.alloc(1 << 16) },
    { oid: OTHER, kind: 'delta', body: copying(1 << 16, 1 << 15, 1 << 9), base: 0 },
    { oid: THIRD, kind: 'delta', body: copying(1 << 24, 1 << 23, 255), base: 1 },
  ]);
  expect((await read(dir)).refusal).toBe(TOO_MUCH);
});

test('a small delta is an ordinary file', async () => {
  const dir = folder();
  await writeClone(dir, { 'index.ts': INDEX, 'twice.ts': { oid: OTHER } });
  writePack(dir, [
    { oid: ID, kind: 'blob', body: Buffer.from('// a\n') },
    { oid: OTHER, kind: 'delta', body: copying(5, 5, 2), base: 0 },
  ]);
  const twice = (await read(dir)).lab?.files.find(({ path }) => path === 'twice.ts');
  expect(Buffer.from(twice?.bytes ?? []).toString()).toBe('// a\n// a\n');
});

test('a delta of itself has no end', async () => {
  const dir = folder();
  await writeClone(dir, { 'index.ts': INDEX, 'round.ts': { oid: ID } });
  writePack(dir, [{ oid: ID, kind: 'delta', body: copying(5, 5, 2), base: 0 }]);
  expect((await read(dir)).refusal).toBe(TOO_MUCH);
});

test('nor has a folder that is in itself twice', async () => {
  const dir = folder();
  await writeClone(dir, { 'index.ts': INDEX });
  const entry = (name: string): Buffer =>
    Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(OTHER, 'hex')]);
  const who = 'Ann <a@b> 1700000000 +0000';
  const commit = `tree ${OTHER}\nauthor ${who}\ncommitter ${who}\n\nround\n`;
  writePack(dir, [
    { oid: ID, kind: 'commit', body: Buffer.from(commit) },
    { oid: OTHER, kind: 'tree', body: Buffer.concat([entry('a'), entry('b')]) },
  ]);
  writeFileSync(join(dir, '.git/HEAD'), `${ID}\n`);
  const { refusal } = await read(dir);
  expect(refusal).toBe('it has more than 20000 files and folders; a lab has a few dozen');
});

test('a pack that was cut short, or changed, cannot be read', async () => {
  for (const damage of [
    (pack: string) => truncateSync(pack, 30),
    (pack: string) => writeFileSync(pack, readFileSync(pack).fill(7, 20, 30)),
    (pack: string) => writeFileSync(pack.replace('.pack', '.idx'), 'no index'),
  ]) {
    const dir = folder();
    await writeClone(dir, { 'index.ts': INDEX, 'more.ts': { oid: ID } });
    damage(writePack(dir, [{ oid: ID, kind: 'blob', body: Buffer.from('// more') }]));
    expect((await read(dir)).refusal).toMatch(/^it cannot be read: (Packfile|it is damaged)/);
  }
});

test('a tape whose names swell is read no further than a name is long', async () => {
  const file = join(root, 'names.tar.gz');
  const header = Buffer.alloc(512);
  header.write('././@LongLink');
  header.write('0000644\0', 100);
  header.write(`${(200 << 20).toString(8).padStart(11, '0')}\0`, 124);
  header.write('        L', 148);
  header.write('ustar  \0', 257);
  const sum = header.reduce((a, b) => a + b, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const name = gzipSync(Buffer.alloc(200 << 20, 'a'), { level: 1 });
  writeFileSync(file, Buffer.concat([gzipSync(header), name]));
  expect((await read(file)).refusal).toBe('it cannot be read: Header exceeds max size');
});
