import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GivenModules } from '../given/index.js';
import { UsageError } from '../support/index.js';
import { compileLab } from './compile.js';
import { faultIn, refusalOf, tryLab, writeLab } from '../box/lab-folder.fixture.js';

const NODE = `import { Node } from 'labtest';\n`;

describe('the files of a lab', () => {
  test('a folder that is not there is the caller’s mistake', async () => {
    await expect(compileLab('/nowhere/at/all', GivenModules.basic)).rejects.toThrow(UsageError);
  });

  test('a folder without index.ts is the student’s mistake', async () => {
    const fault = await refusalOf({ 'server.ts': 'export const a = 1;' });
    expect(fault).toMatchObject({ kind: 'load' });
    expect(fault.message).toMatch(/^index\.ts was not found in /);
  });

  test('a syntax error has its file, line and column', async () => {
    const fault = await refusalOf({
      'index.ts': `export * from './server.js';`,
      'server.ts': `export class A {\n  go() {\n    const x = ;\n  }\n}`,
    });
    expect(fault).toMatchObject({
      kind: 'load',
      message: 'Unexpected ";"',
      place: { file: 'server.ts', line: 3, column: 15 },
    });
  });

  test('all refused imports are told at once', async () => {
    const fault = await refusalOf(
      `import { readFileSync } from 'node:fs';\nimport lodash from 'lodash';\n` +
        `export const a = [readFileSync, lodash];`,
    );
    expect(fault).toMatchObject({
      message: `'node:fs' cannot be imported`,
      place: { file: 'index.ts', line: 1, column: 30 },
      others: [{ message: `'lodash' cannot be imported`, place: { line: 2 } }],
    });
    expect(fault.hint).toMatch(/a lab may import 'labtest'/);
  });

  test.each([
    ['labtest/testing', `'labtest/testing' is for lab tests, not for labs`],
    ['labtest/lab9', `there is no 'labtest/lab9'`],
    ['../other/x.js', `'../other/x.js' is outside the lab's folder`],
    ['./data.json', `'./data.json' is not a .ts file`],
    ['./gone.js', `'./gone.js' was not found`],
    ['./sub', `'./sub' is a folder`],
    ['./Server.js', `'./Server.js' is spelled server.ts on disk`],
    ['/etc/passwd', `'/etc/passwd' cannot be imported`],
    ['https://example.org/x.js', `'https://example.org/x.js' cannot be imported`],
    ['data:text/javascript,1', `'data:text/javascript,1' cannot be imported`],
    ['esbuild', `'esbuild' cannot be imported`],
  ])('an import of %s is refused', async (specifier, message) => {
    const fault = await refusalOf({
      'index.ts': `\nimport * as x from '${specifier}';\nexport { x };`,
      'server.ts': 'export const a = 1;',
      'data.json': '{}',
      'sub/index.ts': 'export const a = 1;',
    });
    expect(fault).toMatchObject({ kind: 'load', message, place: { file: 'index.ts', line: 2 } });
    expect(fault.hint).toBeTruthy();
  });

  test('a link that leads out of the folder is refused, one within is not', async () => {
    const outside = writeLab({ 'secret.ts': 'export const secret = 1;' });
    const folder = writeLab({
      'index.ts': `export { inner } from './inner.js';`,
      'real.ts': 'export const inner = 1;',
    });
    symlinkSync(join(folder, 'real.ts'), join(folder, 'inner.ts'));
    expect((await compileLab(folder, GivenModules.basic)).files).toEqual(['index.ts', 'real.ts']);
    rmSync(join(folder, 'inner.ts'));
    symlinkSync(join(outside, 'secret.ts'), join(folder, 'inner.ts'));
    const fault = await faultIn(() => compileLab(folder, GivenModules.basic));
    expect(fault.message).toBe(`'./inner.js' is a link to a file outside the lab's folder`);
  });

  test('a folder named like a file is no file', async () => {
    const folder = writeLab(`export * from './server.js';`);
    mkdirSync(join(folder, 'server.ts'));
    expect((await faultIn(() => compileLab(folder, GivenModules.basic))).message).toBe(
      `'./server.js' is not a file`,
    );
  });

  test('the endings .js, .ts and none mean the same file', async () => {
    const lab = await tryLab({
      'index.ts':
        `import { a } from './x';\nimport { a as b } from './x.js';\n` +
        `import { a as c } from './x.ts';\nexport const same = a === b && b === c;`,
      'x.ts': 'export const a = {};',
    });
    expect(lab.exports.get('same')).toBe(true);
  });

  test('types need no `type` to be imported or exported', async () => {
    const lab = await tryLab({
      'index.ts':
        `import { Address, Node, Application } from 'labtest';\n` +
        `export { Address } from 'labtest';\n` +
        `import { Table, table } from './table.js';\nexport { Table } from './table.js';\n` +
        `export class A extends Node { app?: Application; t: Table = table;\n` +
        `  constructor(a: Address) { super(a); }\n  init(): void {} }`,
      'table.ts': `export interface Table { a: number }\nexport const table: Table = { a: 1 };`,
    });
    expect(lab.construct('A', ['server1'])).toMatchObject({ address: 'server1', t: { a: 1 } });
  });

  test('a name the given modules do not have is refused', async () => {
    const fault = await refusalOf(`import { Nod } from 'labtest';\nexport class A extends Nod {}`);
    expect(fault).toMatchObject({
      message: `'labtest' has no export Nod`,
      place: { file: 'index.ts', line: 1, column: 10 },
    });
  });

  test('a name another file does not have is refused', async () => {
    const index = `import { a, b } from './x.js';\nexport const c = [a,\n  b];`;
    expect(await refusalOf({ 'index.ts': index, 'x.ts': 'export const a = 1;' })).toMatchObject({
      message: 'x.ts has no export b',
      place: { file: 'index.ts', line: 1 },
    });
    const reexports = `import { a, b } from './x.js';\nexport const c = [a,\n  b];\nexport { b };`;
    expect(await refusalOf({ 'index.ts': reexports, 'x.ts': 'export const a = 1;' })).toMatchObject(
      {
        message: './x.js has no export b',
        place: { file: 'index.ts', line: 3 },
      },
    );
  });

  test('a file that exports nothing has what was forgotten named', async () => {
    const files = { 'index.ts': `export { A } from './x.js';`, 'x.ts': 'class A {}\nnew A();' };
    expect(await refusalOf(files)).toMatchObject({
      message: 'x.ts has no export A',
      hint: 'export it there: write export before its class or constant',
      place: { file: 'index.ts', line: 1 },
    });
  });

  test('files that import each other load', async () => {
    const lab = await tryLab({
      'index.ts': `export * from './a.js';`,
      'a.ts': `${NODE}import { helper } from './b.js';\nexport class A extends Node {
        init() { helper(); } }\nexport const name = 'a';`,
      'b.ts': `import { name } from './a.js';\nexport function helper() { return name; }`,
    });
    expect(() => (lab.construct('A', ['x']) as { init(): void }).init()).not.toThrow();
  });

  test('the digest tells labs apart by what they say, not where they lie', async () => {
    const one = await compileLab(writeLab('export const a = 1;'), GivenModules.basic);
    const same = await compileLab(writeLab('export const a = 1;'), GivenModules.basic);
    const other = await compileLab(writeLab('export const a = 2;'), GivenModules.basic);
    expect(one.digest).toBe(same.digest);
    expect(one.code).toBe(same.code);
    expect(one.digest).not.toBe(other.digest);
  });

  test('what is compiled can be posted to another thread', async () => {
    const compiled = await compileLab(
      writeLab('export class A { #x = 1; get() { return this.#x } }'),
      GivenModules.basic,
    );
    expect(structuredClone(compiled)).toEqual(compiled);
  });

  test('a file that is no text to speak of is refused for its size', async () => {
    const folder = writeLab(`export * from './big.js';`);
    writeFileSync(join(folder, 'big.ts'), `// ${'x'.repeat(1 << 20)}`);
    const fault = await faultIn(() => compileLab(folder, GivenModules.basic));
    expect(fault).toMatchObject({ message: 'big.ts is larger than 1 MiB' });
  });

  test.each(['', '// nothing yet\n', '/* nothing */', '\ufeffexport {};'])(
    'a file without code is a lab without exports: %j',
    async (text) => {
      expect([...(await tryLab(text)).exports]).toEqual([]);
    },
  );

  test.each([
    ['UTF-16', Buffer.from('\ufeffexport {};', 'utf16le'), 1, 'it looks like UTF-16'],
    ['UTF-16 without a mark', Buffer.from('export {};', 'utf16le'), 1, 'it looks like UTF-16'],
    ['Latin-1', Buffer.from('\n// na\u00efve', 'latin1'), 2, 'the byte 0xef is not UTF-8'],
    [
      'cut',
      Buffer.from('\ufeff// \ufffd\n\n// é').subarray(0, -1),
      3,
      'the byte 0xc3 is not UTF-8',
    ],
    ['partly binary', Buffer.from('export {};\n\0'), 2, 'it contains a zero byte'],
  ])('a file that is %s is refused in words', async (_what, bytes, line, seen) => {
    const folder = writeLab('');
    writeFileSync(join(folder, 'index.ts'), bytes);
    const fault = await faultIn(() => compileLab(folder, GivenModules.basic));
    expect(fault).toMatchObject({ message: 'index.ts is not text in UTF-8', place: { line } });
    expect(fault.hint).toContain(seen);
    expect(fault.hint).toContain('save it as UTF-8');
  });
});
