import { GivenModules } from '../given/index.js';
import { describe, expect, test } from 'vitest';
import { refusalOf, tryLab, writeLab } from '../box/lab-folder.fixture.js';
import type { LabFaultData } from '../support/index.js';
import { compileLab } from './compile.js';

/** A node whose handler holds the given statements, on line 3. */
const inHandler = (statements: string): string =>
  `import { Node } from 'labtest';\nexport class A extends Node { init() {\n${statements}\n} }`;

describe('what a lab may not do is refused with the line', () => {
  test.each([
    ['Date.now()', 'Date.now is not allowed: a lab has no clock'],
    ['new Date()', 'Date is not allowed: a lab has no clock'],
    ['Math.random()', 'Math.random is not allowed: a lab is deterministic'],
    [`Math['random']()`, 'Math.random is not allowed: a lab is deterministic'],
    ['globalThis.Date', 'Date is not allowed: a lab has no clock'],
    ['setTimeout(() => 1, 5)', 'setTimeout is not allowed: nothing runs later by itself'],
    [
      'process.exit(0)',
      'process.exit is not allowed: a lab has nothing but its messages and timers',
    ],
    [`require('fs')`, 'require is not allowed in a lab'],
    [`eval('1')`, 'eval is not allowed: code cannot be made from text'],
    [`new Function('return 1')`, 'Function is not allowed: code cannot be made from text'],
    ['new WeakMap()', 'WeakMap is not allowed: what it holds cannot be seen, copied or compared'],
    ['new Proxy({}, {})', 'Proxy is not allowed: the harness cannot copy or compare a proxy'],
    [
      'Promise.resolve()',
      'Promise.resolve is not allowed: a handler runs to its end: there is nothing to wait for',
    ],
    ['new Intl.Collator()', 'Intl.Collator is not allowed: its result depends on the machine'],
    [
      'new WebAssembly.Memory({})',
      'WebAssembly.Memory is not allowed: code cannot be made from text',
    ],
    [`import('./x.js')`, 'import() is not allowed in a lab'],
    ['console.log(import.meta.url)', 'import.meta is not available in a lab'],
    ['const f = async () => 1; f()', 'async functions are not allowed in a lab'],
  ])('%s', async (statement, message) => {
    const fault = await refusalOf(inHandler(`  ${statement};`));
    expect(fault).toMatchObject({ kind: 'load', message, place: { file: 'index.ts', line: 3 } });
    expect(fault.hint).toBeTruthy();
  });

  test('an async handler is refused once, where it begins', async () => {
    const fault = await refusalOf(
      `import { Node } from 'labtest';\nexport class A extends Node {\n  init() {}\n` +
        `  async handlePing() {\n    await 1;\n    for await (const x of []) void x;\n  }\n}`,
    );
    expect(fault).toMatchObject({
      message: 'async functions are not allowed in a lab',
      place: { line: 4 },
      others: [],
    });
  });

  test('top-level await is refused in words', async () => {
    const fault = await refusalOf(`const a = 1;\nawait a;\nexport { a };`);
    expect(fault).toMatchObject({
      message: 'await at the top level of a file',
      place: { line: 2 },
    });
  });

  test('a local of a forbidden name is nobody’s business, and typeof only asks', async () => {
    const lab = await tryLab(
      `const Date = { now: () => 7 };\nconst f = (process: number) => process;\n` +
        `export const seen = [Date.now(), f(3), typeof setTimeout, typeof window];`,
    );
    expect(lab.exports.get('seen')).toEqual([7, 3, 'undefined', 'undefined']);
  });
});

describe('state outside of nodes is refused', () => {
  const member = (module: string, method: string): string =>
    `import { Node } from 'labtest';\n${module}\n` +
    `export class A extends Node { init() {}\n  go() { ${method} } }`;

  test.each([
    ['let counter = 0;', 'counter++;', 'the module variable counter is changed in a function'],
    ['let cache: any;', 'cache ??= 1;', 'the module variable cache is changed in a function'],
    ['let a = 1, b = 2;', '[a, b] = [b, a];', 'the module variable a is changed in a function'],
    ['let x = 0;', 'for (x of [1]) ;', 'the module variable x is changed in a function'],
    [
      'const seen = new Map<string, number>();',
      `seen.set('a', 1);`,
      'seen.set() changes a module-level collection in a function',
    ],
    [
      'const s = new Set();',
      's?.add(1);',
      's.add() changes a module-level collection in a function',
    ],
    [
      'const list: number[] = [];',
      'list.push(1);',
      'list.push() changes a module-level collection in a function',
    ],
    [
      'const list = [1];',
      'list[0] = 2;',
      'the module-level object list.0 is changed in a function',
    ],
    ['const o = { n: 0 };', 'o.n++;', 'the module-level object o.n is changed in a function'],
    ['const o: any = {};', 'delete o.n;', 'the module-level object o.n is changed in a function'],
    [
      'const o: any = {};',
      '({ a: o.x } = { a: 1 });',
      'the module-level object o.x is changed in a function',
    ],
    [
      'const o = { deep: { m: new Map() } };',
      'o.deep.m.clear();',
      'o.deep.m.clear() changes a module-level collection in a function',
    ],
    [
      'const o = {};',
      'Object.assign(o, { a: 1 });',
      'Object.assign changes the module-level object o in a function',
    ],
    ['class C { static n = 0; }', 'C.n++;', 'the static field C.n is changed in a function'],
    [
      'class C { static all = new Set<number>(); }',
      'C.all.add(1);',
      'C.all.add() changes a module-level collection in a function',
    ],
    [
      'const RE = /a/g;',
      `RE.test('a');`,
      'the module-level pattern RE remembers where test() stopped',
    ],
    [
      'const bytes = new Uint8Array(4);',
      'bytes[0] = 1;',
      'the module-level object bytes.0 is changed in a function',
    ],
  ])('%s … %s', async (module, method, message) => {
    const fault = await refusalOf(member(module, method));
    expect(fault).toMatchObject({ kind: 'load', message, place: { file: 'index.ts', line: 4 } });
  });

  test('in the class’s own static methods and blocks', async () => {
    const fault = await refusalOf(
      `export class A {\n  static #n = 0;\n  static next() {\n    return this.#n++;\n  }\n` +
        `  static other() {\n    return A.#n++;\n  }\n}`,
    );
    expect(fault).toMatchObject({
      message: 'the static field #n is changed in a function',
      place: { line: 4 },
      others: [{ message: 'the static field A.#n is changed in a function', place: { line: 7 } }],
    });
  });

  test('the message has the student’s name, even where the bundler renamed it', async () => {
    const fault = await refusalOf({
      'index.ts': `export * from './a.js';\nexport * from './b.js';`,
      'a.ts': `const count = 0;\nexport const a = () => count;`,
      'b.ts': `let count = 0;\nexport const b = () => ++count;`,
    });
    expect(fault).toMatchObject({
      message: 'the module variable count is changed in a function',
      place: { file: 'b.ts', line: 2 },
    });
  });

  test.each([
    [
      'a counter',
      'function make() {\n  let n = 0;\n  return () => ++n;\n}\nexport const next = make();',
      3,
    ],
    [
      'an object’s methods',
      'export const box = (() => {\n  let n = 0;\n  return { inc() { n++; } };\n})();',
      3,
    ],
    [
      'a field of an object',
      'export const next = (() => {\n  const n = { count: 0 };\n  return () => ++n.count;\n})();',
      3,
    ],
    [
      'a collection',
      'function make() {\n  const n = new Map<number, number>();\n' +
        '  return { add: (x: number) => n.set(x, 1) };\n}\nexport const box = make();',
      3,
    ],
    [
      'a namespace',
      'export namespace Ids {\n  let n = 0;\n  export function next() { return ++n; }\n}',
      3,
    ],
  ])('closures that remember: %s', async (_name, code, line) => {
    const fault = await refusalOf(code);
    expect(fault).toMatchObject({
      message: 'a function changes n, a variable of the function that made it',
      place: { line },
    });
  });

  test('a class that changes a variable of the function around it', async () => {
    const fault = await refusalOf(
      `function make() {\n  let n = 0;\n  return class { inc() { n++; } };\n` +
        `}\nexport const A = make();`,
    );
    expect(fault.message).toBe('a class changes n, a variable of the function around it');
  });

  test('a generator, an iterator and a promise at module level', async () => {
    const fault = await refusalOf(
      `function* count() { let n = 0; for (;;) yield n++; }\nconst ids = count();\n` +
        `export const next = () => ids.next().value;`,
    );
    expect(fault).toMatchObject({ kind: 'load' });
    expect(fault.message).toMatch(/ids holds a generator/);
  });

  test('what only runs while the files are loaded is free', async () => {
    const lab = await tryLab(
      `enum Phase { A, B }\nenum Phase { C = 5 }\nconst table = new Map<string, number>();
       for (const k of ['a', 'b']) table.set(k, 1);
       ['c', 'd'].forEach((k) => { table.set(k, 2); });
       function add(k: string) { table.set(k, 3); }
       add('e');
       let total = 0;
       (() => { total = 5; })();
       class C { static n = 0; static { C.n = 3; } static m = new Map([[1, C.n]]); }
       function sum(xs: number[]) { let t = 0; xs.forEach((x) => { t += x; }); return t; }
       export const seen = [Phase.C, table.size, total, C.n, sum([1, 2, 3])];`,
    );
    expect(lab.exports.get('seen')).toEqual([5, 5, 5, 3, 6]);
  });

  test('ordinary handlers are free', async () => {
    const lab = await tryLab(
      `import { Node } from 'labtest';
       const LIMITS = new Map([['a', 1]]);
       const RE = /x/g;
       export class A extends Node {
         seen = new Map<string, number>(); list: number[] = [];
         init() {
           let n = 0;
           const inc = () => { n++; };
           inc();
           [1, 2].forEach((x) => { n += x; });
           this.seen.set('a', n + (LIMITS.get('a') ?? 0));
           const copy = [...this.list]; copy.push(1); this.list = copy;
           this.log.fine('xx'.replace(RE, 'y'));
           function* gen() { let i = 0; while (i < 3) yield i++; }
           for (const i of gen()) this.list.push(i);
         }
       }`,
    );
    const node = lab.construct('A', ['server1']) as { init(): void };
    node.init();
    expect(node).toMatchObject({ seen: new Map([['a', 5]]), list: [1, 0, 1, 2] });
  });
});

describe('handlers that nothing would find are told before any test', () => {
  const mistakesOf = async (body: string): Promise<readonly LabFaultData[]> => {
    const lab = writeLab(
      `import { Message, Node, Timer } from 'labtest';
class PingTimer extends Timer {}
class Ping extends Message {}
class RetryTimer extends Timer {}
export class A extends Node {
  init() { this.send(new Ping(), this.address); this.set(new RetryTimer(), 5); new PingTimer(); }
${body}
}`,
    );
    return (await compileLab(lab, GivenModules.basic)).mistakes;
  };

  test.each([
    ['  handelPing(m) {}', 'handelPing', 'handlePing'],
    ['  handleping(m) {}', 'handleping', 'handlePing'],
    ['  onRetrytimer(t) {}', 'onRetrytimer', 'onRetryTimer'],
    ['  onPingTimr(t) {}', 'onPingTimr', 'onPingTimer'],
  ])('%s', async (body, name, meant) => {
    const [mistake, ...others] = await mistakesOf(body);
    expect(others).toEqual([]);
    expect(mistake).toMatchObject({ message: `${name} handles no message and no timer` });
    expect(mistake?.hint).toContain(`did you mean ${meant}?`);
    expect(mistake?.place).toEqual({ file: 'index.ts', line: 7, column: 3 });
  });

  test('a handler in a field', async () => {
    const [mistake] = await mistakesOf('  handlePing = (m) => {};');
    expect(mistake).toMatchObject({
      message: 'handlePing is a function in a field',
      place: { line: 7, column: 3 },
    });
  });

  test.each([
    ['the handler is there', '  handlePing(m) {}\n  handlePings(m) {}'],
    ['it is called', '  handelPing(m) {}\n  onRetryTimer() { this.handelPing(); }'],
    ['it is called by its name', "  handelPing(m) {}\n  onRetryTimer() { this['handelPing'](); }"],
    ['no name is near', '  handleEverything(m) {}\n  onward() {}'],
    ['it is static', '  static handelPing(m) {}'],
  ])('not where %s', async (_why, body) => {
    expect(await mistakesOf(body)).toEqual([]);
  });
});
