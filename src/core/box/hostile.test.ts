import { describe, expect, test } from 'vitest';
import { LabFault } from '../support/index.js';
import { callFault, faultIn, tryLab } from './lab-folder.fixture.js';

/** Loads a lab whose node's method `go` has the given body, and calls it twice. */
async function runTwice(body: string, module = ''): Promise<unknown[]> {
  const lab = await tryLab(
    `import { Node, equals } from 'labtest';\nexport class A extends Node {\n` +
      `  go(): unknown { ${body} }\n  init(): void {}\n}\n` +
      `void equals;\n${module}`,
  );
  const node = lab.construct('A', ['a']) as { go(): unknown };
  return [node.go(), node.go()];
}

/** What a lab sees when it tries something: the value, or the name of the error. */
const attempt = (expression: string): string =>
  `const f: any = () => (${expression}); try { return f(); } catch (e: any) { return e.name; }`;

describe('a lab reaches nothing outside of it', () => {
  test.each([
    [`(() => {}).constructor('return process')()`, 'TypeError'],
    [`(function* () {} as any).constructor('yield 1')`, 'TypeError'],
    [`[].map.constructor('return 1')()`, 'TypeError'],
    [`this.send.constructor('return this')()`, 'TypeError'],
    [`(globalThis as any)[['pro', 'cess'].join('')]`, 'TypeError'],
    [`(globalThis as any)[['ev', 'al'].join('')]('1')`, 'TypeError'],
    [`typeof (globalThis as any)[['har', 'den'].join('')]`, 'undefined'],
    [`(function () { return (arguments as any).callee; })()`, 'TypeError'],
    [`(function f(): any { return (f as any).caller; })()`, undefined],
    [`(function (this: any) { return typeof this; })()`, 'undefined'],
    [`((Error as any).prepareStackTrace = () => [1], new Error('x').stack)`, ''],
    [`new Error('x').stack`, ''],
    [
      `(() => { const o: any = {}; (Error as any).captureStackTrace?.(o); return o.stack ?? ''; })()`,
      '',
    ],
    [`(Object.prototype as any).polluted = 1`, 'TypeError'],
    [`Object.setPrototypeOf(Node.prototype, null)`, 'TypeError'],
    [`(equals as any).x = 1`, 'TypeError'],
    [`((this as any).log as any).x = 1`, 'TypeError'],
    [`(this.go as any).x = 1`, 'TypeError'],
    [`Symbol.prototype.constructor === Symbol`, true],
    [`(Math as any).x = 1`, 'TypeError'],
    [`(console as any).log = 1`, 'TypeError'],
    [`/a/.constructor === RegExp && (RegExp as any).$1`, undefined],
  ])('%s', async (expression, expected) => {
    expect(await runTwice(attempt(expression))).toEqual([expected, expected]);
  });

  test('a caught fault of the harness gives no way to its class, and cannot be changed', async () => {
    const body = `
      try { class Late {} } catch (e: any) {
        let changed = 'no';
        try { e.data = 1; changed = 'yes'; } catch {}
        try { Object.getPrototypeOf(e).x = 1; changed = 'yes'; } catch {}
        return [e.constructor === Error, changed];
      }`;
    expect(await runTwice(body)).toEqual([
      [true, 'no'],
      [true, 'no'],
    ]);
  });

  test('a fault cannot be forged', async () => {
    const lab = await tryLab(
      `import { Node } from 'labtest';\nexport class A extends Node {\n  init() {}\n` +
        `  go() { try { class Late {} } catch (e: any) {\n` +
        `    const mine: any = Object.setPrototypeOf(new Error('mine'), Object.getPrototypeOf(e));\n` +
        `    Object.defineProperty(mine, 'data', { get() { for (;;); } });\n    throw mine; } }\n}`,
    );
    const node = lab.construct('A', ['a']);
    expect(callFault(lab, node, 'go').message).toMatch(/^go threw .*mine$/);
    expect(LabFault.isMade(Object.create(LabFault.prototype))).toBe(false);
  });

  test('a stack a lab writes is not believed', async () => {
    const lab = await tryLab(
      `import { Node } from 'labtest';\nexport class A extends Node {\n  init() {}\n` +
        `  go() { (Error as any).stackTraceLimit = 0; (Error as any).prepareStackTrace = () => 'none';\n` +
        `    const e: any = new Error('x\\n    at fake (labtest-lab-0000000000000000:1:1)');\n` +
        `    throw e; }\n}`,
    );
    expect(callFault(lab, lab.construct('A', ['a']), 'go')).toMatchObject({
      place: { file: 'index.ts', line: 5 },
      stack: [expect.stringMatching(/^A\.go \(index\.ts:5:\d+\)$/)],
    });
  });

  test('two loads of one lab share nothing of its own', async () => {
    const module = `const seen: Record<string, Set<number>> = { a: new Set() };
      const pick = (o: typeof seen) => o['a']!;`;
    const [one] = await runTwice('const s = pick(seen); s.add(s.size); return s.size;', module);
    const [two] = await runTwice('const s = pick(seen); s.add(s.size); return s.size;', module);
    expect([one, two]).toEqual([1, 1]);
  });

  test('a collection changed behind the checks is found afterwards, and changed back', async () => {
    const lab = await tryLab(
      `import { Node } from 'labtest';\nclass Store { all = new Map<string, number>(); bytes = new Uint8Array(2);\n` +
        `  put(k: string) { this.all.set(k, 1); } poke() { this.bytes[1] = 1; } }\nconst store = new Store();\n` +
        `export class A extends Node { init() { store.put('a'); } go() { store.poke(); } look() { return store.all.size; } }`,
    );
    const node = lab.construct('A', ['a']) as { init(): void; go(): void; look(): number };
    const check = () => lab.checkShared('A.go');
    node.look();
    check();
    node.go();
    const changed =
      'A.go changes store.bytes, which is made when the files are loaded: [0, 0] → [0, 1]';
    expect(await faultIn(check)).toMatchObject({
      kind: 'state',
      message: changed,
      place: { file: 'index.ts', line: 4 },
    });
    check();
    node.init();
    expect((await faultIn(check)).message).toMatch(/store\.all, .*: Map\{\} → Map\{a: 1\}$/);
    expect(node.look()).toBe(0);
  });

  test.each([
    ['a Map', `new Map([['a', 1]])`, `M.set('a', 2)`, 'Map{a: 1} → Map{a: 2}'],
    ['its order', 'new Set([1, 2])', 'M.delete(1); M.add(1)', 'Set{1, 2} → Set{2, 1}'],
    ['a pattern', '/p/g', `M.test('pp')`, '0 → 1'],
    ['bigints', 'new BigInt64Array(1)', 'M[0] = 7n', '[0n] → [7n]'],
    ['a buffer', 'new ArrayBuffer(2)', 'new Int8Array(M)[0] = 3', '[0, 0] → [3, 0]'],
  ])('%s', async (_, made, change, told) => {
    const lab = await tryLab(
      `import { Node } from 'labtest';\nconst shared = ${made};\nconst same = (x: any) => x;\n` +
        `export class A extends Node { init() { const M = same(shared); ${change}; } }`,
    );
    const node = lab.construct('A', ['a']) as { init(): void };
    for (let i = 0; i < 2; i++) {
      node.init();
      const fault = await faultIn(() => lab.checkShared('A.init'));
      expect(fault.message).toBe(
        `A.init changes shared, which is made when the files are loaded: ${told}`,
      );
    }
    lab.checkShared('nothing');
  });

  test('code in strings, templates and comments is only text', async () => {
    const lab = await tryLab(
      'export const text = "<!-- import(x) --> eval(1)" + `-->\n<!-- ${1} import("y")`;\n' +
        '/* <!-- */ // --> import(\nexport const re = /<!--|-->/.test("-->");\nlet n = 3; let c = 0;\n' +
        'while (n --> 0) c++;\nexport const count = c;\n' +
        `export class M { got = [this.import(), 'import (q)', /^\\<!--$/.test('<!--')]; import() { return 'i'; } }`,
    );
    expect(lab.exports.get('text')).toBe('<!-- import(x) --> eval(1)-->\n<!-- 1 import("y")');
    expect(lab.exports.get('re')).toBe(true);
    expect(lab.exports.get('count')).toBe(3);
    expect(lab.construct('M', [])).toMatchObject({ got: ['i', 'import (q)', true] });
  });

  test('exports with getters, symbols and odd values are not run', async () => {
    const lab = await tryLab(
      `export const trap = { get x(): number { for (;;); }, [Symbol.iterator]() { for (;;); } };
       export class S { static get length(): number { for (;;); } static [Symbol.hasInstance]() { for (;;); } }
       export const nothing = null; export const sym = Symbol('s'); export const big = 1n;`,
    );
    expect(lab.construct('S', [])).toBeInstanceOf(Object);
    expect(lab.exports.size).toBe(5);
  });
});
