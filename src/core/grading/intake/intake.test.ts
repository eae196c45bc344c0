import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as git from 'isomorphic-git';
import { pack } from 'tar-stream';
import { afterAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { listSources } from './list-sources.js';
import { safeId } from './safe-id.js';
import { takeIn, type TakenIn } from './take-in.js';

const root = mkdtempSync(join(tmpdir(), 'labtest-intake-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

const INDEX = "export { PBServer } from './server.js';\n";
const LAB = { 'src/index.ts': INDEX, 'src/server.ts': 'export class PBServer {}\n' };
const EXPORTS = ['PBServer', 'PBClient'];

function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** A folder of submissions. */
function classWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  write(folder, files);
  return folder;
}

/** Reads every submission of a folder, by id. */
async function read(
  folder: string,
  choice: { tag?: string; beforeMs?: number } = {},
): Promise<Map<string, TakenIn>> {
  const { sources } = listSources(folder, () => false);
  const all = await Promise.all(
    sources.map((each) => takeIn(each, { exports: EXPORTS, ...choice })),
  );
  return new Map(all.map((taken) => [taken.source.id, taken]));
}

const pathsOf = (taken: TakenIn | undefined): string[] | undefined =>
  taken?.lab?.files.map(({ path }) => path);

async function zip(fill: (file: ZipFile) => void): Promise<Buffer> {
  const file = new ZipFile();
  fill(file);
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const labZip = (prefix = ''): Promise<Buffer> =>
  zip((file) => {
    for (const [path, text] of Object.entries(LAB)) {
      file.addBuffer(Buffer.from(text), prefix + path);
    }
  });

/** Entries whose names a packing program would not write. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  expect(to).toHaveLength(from.length);
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

async function tar(
  entries: readonly (readonly [
    header: Parameters<ReturnType<typeof pack>['entry']>[0],
    text?: string,
  ])[],
): Promise<Buffer> {
  const tape = pack();
  for (const [header, text] of entries) tape.entry(header, text ?? '');
  tape.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tape as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Makes a changed header of a tape right again. */
function withChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

describe('the lab of a submission', () => {
  test('is the same from a folder, a zip and a tar archive, wherever the lab is', async () => {
    const packed = gzipSync(
      await tar(Object.entries(LAB).map(([name, text]) => [{ name: `./hand-in/${name}` }, text])),
    );
    const folder = classWith({
      'ann.zip': await labZip('my lab/'),
      'bob.tar.gz': packed,
      'cy/deep/er/src/index.ts': INDEX,
      'cy/deep/er/src/server.ts': LAB['src/server.ts'],
      'cy/node_modules/labtest/index.ts': INDEX,
      'dee/hand-in.zip': await labZip(),
    });
    const taken = await read(folder);
    expect([...taken.keys()]).toEqual(['ann', 'bob', 'cy', 'dee']);
    const digests = new Set([...taken.values()].map(({ lab }) => lab?.digest));
    expect(digests.size).toBe(1);
    expect(pathsOf(taken.get('cy'))).toEqual(['index.ts', 'server.ts']);
  });

  test('is found by its exports among the other labs of a course', async () => {
    const folder = classWith({
      'ann/lab1/src/index.ts': 'export class SimpleServer {}',
      'ann/lab2/src/index.ts': "// export { Nothing }\nexport * from './all.js';",
      'ann/lab2/src/all.ts': 'export class PBServer {}\nexport class PBClient {}',
      'bob/a/index.ts': 'export class PBServer { old = 1 }',
      'bob/b/index.ts': 'export class PBServer { old = 2 }',
      'cy/readme.md': 'late',
      'dee/server.ts': 'export class PBServer {}',
    });
    const taken = await read(folder);
    expect(pathsOf(taken.get('ann'))).toEqual(['all.ts', 'index.ts']);
    expect(taken.get('bob')?.refusal).toContain('the lab twice, in a and in b');
    expect(taken.get('cy')?.refusal).toBe('it holds no TypeScript file');
    expect(taken.get('dee')?.refusal).toContain('no index.ts that exports PBServer');
  });
});

describe('hostile archives', () => {
  test('with paths that lead out, links and devices give up those entries only', async () => {
    const outside = renamed(
      await zip((file) => {
        file.addBuffer(Buffer.from(INDEX), 'src/index.ts');
        file.addBuffer(Buffer.from('x'), 'aa/evil.ts');
        file.addBuffer(Buffer.from('y'), 'bslash/evil.ts');
        file.addBuffer(Buffer.from('/etc/passwd'), 'src/link.ts', { mode: 0o120777 });
      }),
      'aa/evil.ts',
      '../evil.ts',
    );
    const tape = await tar([
      [{ name: 'src/index.ts' }, INDEX],
      [{ name: '../../evil.ts' }, 'x'],
      [{ name: '/etc/evil.ts' }, 'x'],
      [{ name: 'C:\\evil.ts' }, 'x'],
      [{ name: 'src/link.ts', type: 'symlink', linkname: '/etc/passwd' }],
      [{ name: 'src/fifo.ts', type: 'fifo' }],
    ]);
    const folder = classWith({
      'ann.zip': renamed(outside, 'bslash/', '..\\..\\x'),
      'bob.tar': tape,
    });
    const taken = await read(folder);
    expect(pathsOf(taken.get('ann'))).toEqual(['index.ts']);
    expect(taken.get('ann')?.notes).toEqual([
      '../evil.ts is left out: its path leads out of the submission',
      '../../xevil.ts is left out: its path leads out of the submission',
      'src/link.ts is left out: it is a symbolic link',
    ]);
    expect(pathsOf(taken.get('bob'))).toEqual(['index.ts']);
    expect(taken.get('bob')?.notes).toHaveLength(5);
    expect(fs.existsSync(join(root, 'evil.ts'))).toBe(false);
  });

  test('with names that no system takes give up those only', async () => {
    const name = `${'x'.repeat(300)}.ts`;
    const deep = `src/${'y'.repeat(150)}/${'z'.repeat(190)}/`.repeat(4);
    const taken = await read(
      classWith({
        'ann.tar': await tar([
          [{ name: 'src/index.ts' }, INDEX],
          [{ name, pax: { path: name } }, 'x'],
          [{ name: 'a.ts', pax: { path: `${deep}a.ts` } }, 'x'],
        ]),
        'bob.tar': await tar([
          [{ name: 'src/index.ts' }, INDEX],
          [{ name: 'src/index.ts/more.ts' }, 'x'],
        ]),
      }),
    );
    expect(pathsOf(taken.get('ann'))).toEqual(['index.ts']);
    expect(taken.get('ann')?.notes).toEqual([
      expect.stringMatching(/^xxx.* is left out: its name is too long$/),
      expect.stringMatching(/^src\/yyy.* is left out: its name is too long$/),
    ]);
    expect(taken.get('bob')?.refusal).toBe('src/index.ts is a file and a folder at the same time');
  });

  test('that swell when they are unpacked are read no further than a lab is long', async () => {
    const zeros = Buffer.alloc(64 << 20);
    const bomb = await zip((file) => {
      file.addBuffer(Buffer.from(INDEX), 'index.ts');
      file.addBuffer(zeros, 'bomb.ts');
      file.addBuffer(zeros, 'bomb.bin');
      file.addBuffer(zeros, 'huge.zip');
    });
    // It says that it is short, and is not.
    const liar = Buffer.from(bomb);
    const at = liar.lastIndexOf('bomb.ts') - 46 + 24;
    liar.writeUInt32LE(10, at);
    const many = await zip((file) => {
      for (let i = 0; i < 20_500; i++)
        file.addBuffer(Buffer.alloc(0), `${i}.ts`, { compress: false });
    });
    // A gzip file may be several in a row: half a gigabyte out of half a megabyte.
    const member = gzipSync(Buffer.alloc(32 << 20));
    const longTape = (await tar([[{ name: 'big.bin', size: 0 }]])).subarray(0, 512);
    longTape.write('77777777777', 124, 'latin1');
    withChecksum(longTape);
    const folder = classWith({
      'ann.zip': bomb,
      'bob.zip': liar,
      'cy.zip': many,
      'dee.tgz': Buffer.concat([gzipSync(longTape), ...Array<Buffer>(17).fill(member)]),
    });
    const taken = await read(folder);
    expect(taken.get('ann')?.notes).toEqual(['bomb.ts is left out: it is larger than 1 MiB']);
    expect(taken.get('bob')?.refusal).toMatch(/^it cannot be read: /);
    expect(taken.get('cy')?.refusal).toMatch(/more than (1000 TypeScript files|20000 files)/);
    expect(taken.get('dee')?.refusal).toContain('more than 512 MiB');
  });

  test('that are damaged, encrypted, of other kinds or not archives are refused', async () => {
    const whole = await labZip();
    const folder = classWith({
      'changed.zip': renamed(
        await zip((file) => file.addBuffer(Buffer.from(INDEX), 'index.ts', { compress: false })),
        'PBServer',
        'PBSErver',
      ),
      'cut.zip': whole.subarray(0, whole.length - 30),
      'empty.zip': '',
      'text.tar.gz': 'this is no archive',
      'other.rar': 'Rar!',
      'seven.7z': '7z',
    });
    const taken = await read(folder);
    expect([...taken.values()].filter(({ refusal }) => refusal === undefined)).toEqual([]);
    expect(taken.get('changed')?.refusal).toBe(
      'the archive is damaged: index.ts is not as it was packed',
    );
    expect(taken.get('other')?.refusal).toBe('other.rar: hand in a .zip or a .tar.gz');
  });
});

describe('hostile folders', () => {
  test('with links, pipes, a deep tree and 21 000 files do not keep the reader busy', async () => {
    const folder = classWith({ 'ann/index.ts': INDEX, 'secret.txt': 'x' });
    symlinkSync('/etc/passwd', join(folder, 'ann', 'passwd.ts'));
    symlinkSync(folder, join(folder, 'ann', 'loop'));
    symlinkSync('/etc', join(folder, 'bob'));
    execFileSync('mkfifo', [join(folder, 'ann', 'pipe.ts')]);
    write(folder, { [`ann/${'d/'.repeat(60)}deep.ts`]: 'x' });
    for (let i = 0; i < 21_000; i++) {
      if (i % 1000 === 0) mkdirSync(join(folder, 'cy', String(i)), { recursive: true });
      writeFileSync(join(folder, 'cy', String(i - (i % 1000)), `${i}.txt`), '');
    }
    const taken = await read(folder);
    expect(pathsOf(taken.get('ann'))).toEqual(['index.ts']);
    expect([...(taken.get('ann')?.notes ?? [])].sort()).toEqual([
      'loop is left out: it is a symbolic link',
      'passwd.ts is left out: it is a symbolic link',
      'pipe.ts is left out: it is not a regular file',
    ]);
    expect(taken.get('bob')?.refusal).toBe('it is a symbolic link');
    expect(taken.get('cy')?.refusal).toContain('more than 20000 files');
  });

  test('with names in another encoding are read, unless the name is their own', async () => {
    const folder = classWith({ 'ann/src/index.ts': INDEX });
    const raw = (path: string): Buffer => Buffer.from(join(folder, path), 'latin1');
    mkdirSync(raw('ann/src/caf\u00e9'));
    writeFileSync(raw('ann/src/caf\u00e9/th\u00e9.ts'), 'export class PBServer {}');
    writeFileSync(raw('ann/notes-\u00e9t\u00e9.txt'), '');
    for (const name of ['jos\u00e9', 'jos\u00e8', 'zo\u00eb.zip', '\u00e9.txt']) {
      if (name.includes('.')) writeFileSync(raw(name), '');
      else mkdirSync(raw(name));
    }
    const taken = await read(folder);
    expect(pathsOf(taken.get('ann'))).toEqual(['caf\u00e9/th\u00e9.ts', 'index.ts']);
    const others = [...taken.values()].filter(({ source }) => source.id !== 'ann');
    expect(others.map(({ source }) => source.students[0]?.id ?? '').sort()).toEqual([
      'jos\u00e8',
      'jos\u00e9',
      'zo\u00eb',
    ]);
    for (const { refusal } of others) expect(refusal).toBe('its name is not in UTF-8: rename it');
    expect(listSources(folder, () => false).strays).toEqual(['\u00e9.txt']);
  });

  test('and odd names become ids that are folders on every system', () => {
    const names = [
      'Zoë',
      'a/../b',
      'CON',
      '名前',
      'x'.repeat(300),
      '..',
      '-rf',
      'a b',
      '=1+1',
      'ann',
    ];
    const ids = names.map(safeId);
    expect(new Set(ids).size).toBe(names.length);
    for (const id of ids) expect(id).toMatch(/^[\w@+][\w.@+-]{0,70}$/);
    expect(safeId('ann')).toBe('ann');
    // Composed or not, it is the same letter.
    expect(safeId('Zoe\u0308')).toBe(safeId('Zo\u00eb'));
  });
});

describe('clones', () => {
  async function clone(folder: string): Promise<string[]> {
    const ids: string[] = [];
    await git.init({ fs, dir: folder });
    for (const [day, text] of ['one', 'two', 'three'].entries()) {
      write(folder, { 'src/index.ts': `${INDEX}// ${text}\n` });
      await git.add({ fs, dir: folder, filepath: 'src/index.ts' });
      const timestamp = Date.parse(`2026-03-0${day + 1}T12:00:00Z`) / 1000;
      const author = { name: 'Ann', email: 'a@b', timestamp, timezoneOffset: 0 };
      ids.push(await git.commit({ fs, dir: folder, message: text, author }));
    }
    await git.tag({ fs, dir: folder, ref: 'final', object: ids[1] });
    return ids;
  }

  test('are read at a tag, before a date or at the last commit, not as checked out', async () => {
    const folder = classWith({});
    const [first, second, third] = await clone(join(folder, 'ann'));
    write(folder, {
      'ann/src/index.ts': 'not committed',
      'ann/.git/config': '[core]\n\tfsmonitor = touch /tmp/x\n',
    });
    const at = async (choice: { tag?: string; beforeMs?: number }): Promise<string | undefined> =>
      (await read(folder, choice)).get('ann')?.commit?.id;
    expect(await at({})).toBe(third);
    expect(await at({ tag: 'final' })).toBe(second);
    expect(await at({ beforeMs: Date.parse('2026-03-01T23:00:00Z') })).toBe(first);
    const taken = (await read(folder, { tag: 'final' })).get('ann');
    expect(Buffer.from(taken?.lab?.files[0]?.bytes ?? []).toString()).toBe(`${INDEX}// two\n`);
    expect(taken?.commit?.atMs).toBe(Date.parse('2026-03-02T12:00:00Z'));
  });

  test('without the tag or a commit in time, empty or full of links are refused', async () => {
    const folder = classWith({});
    await clone(join(folder, 'ann'));
    await git.init({ fs, dir: join(folder, 'bob') });
    await clone(join(folder, 'cy'));
    symlinkSync('/etc', join(folder, 'cy', '.git', 'refs', 'etc'));
    write(folder, { 'dee/.git': 'gitdir: /etc', 'dee/index.ts': INDEX });
    const tagged = await read(folder, { tag: 'handed-in' });
    expect(tagged.get('ann')?.refusal).toBe('it has no tag "handed-in"');
    const early = await read(folder, { beforeMs: 0 });
    expect(early.get('ann')?.refusal).toContain('none of its 3 commits');
    const plain = await read(folder);
    expect(plain.get('bob')?.refusal).toContain('no commit');
    expect(plain.get('cy')?.refusal).toContain('links or special files');
    expect(plain.get('dee')?.refusal).toContain('.git is not a folder');
  });
});

describe('exports of platforms', () => {
  test('of Canvas: the newest attempt counts, loose files are one, lateness is known', async () => {
    const old = await zip((file) => file.addBuffer(Buffer.from('export class Old {}'), 'index.ts'));
    const folder = classWith({
      'smithjane_412_9001_lab2.zip': old,
      'smithjane_LATE_412_9005_lab2-1.zip': await labZip(),
      'doejohn_413_9002_index.ts': INDEX,
      'doejohn_413_9003_server.ts': 'old',
      'doejohn_413_9004_server-1.ts': LAB['src/server.ts'],
    });
    const taken = await read(folder);
    const jane = taken.get('smithjane-412');
    expect(jane?.source).toMatchObject({
      students: [{ name: 'smithjane', id: '412', canvasId: '412' }],
      isLate: true,
      notes: ['smithjane_412_9001_lab2.zip does not count: there is a newer one'],
    });
    const john = taken.get('doejohn-413');
    expect(pathsOf(john)).toEqual(['index.ts', 'server.ts']);
    expect(john?.lab?.digest).toBe(jane?.lab?.digest);
  });
});
