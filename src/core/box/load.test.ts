import { describe, expect, test } from 'vitest';
import { decode, diff, encode, print } from '../canon/index.js';
import { BARE_TERMS, GivenModules, type ExpectedExports } from '../given/index.js';
import { compileLab } from '../compile/index.js';
import { callFault, faultIn, refusalOf, tryLab, withGo, writeLab } from './lab-folder.fixture.js';
import { loadLab } from './load.js';

describe('exports and constructors', () => {
  const NODE = `import { Node, Address } from 'labtest';\n`;
  const exports: ExpectedExports = {
    Desk: { role: 'node', parameters: ['address: Address'] },
    Ledger: { role: 'node', parameters: ['address: Address'], methods: ['size'] },
    Asker: { role: 'client', parameters: ['address: Address', 'desk: Address'] },
    Store: { role: 'application', parameters: [] },
  };
  const construct = async (code: string, name: string, args: unknown[]): Promise<object> => {
    const lab = await tryLab(NODE + code, undefined, exports);
    return faultIn(() => lab.construct(name, args));
  };

  test.each([
    [
      'export const a = 1;',
      'index.ts does not export Desk',
      'export class Desk extends Node { ... }',
    ],
    ['export class desk {}', 'index.ts does not export Desk, but it exports desk', ''],
    [
      'export default class Desk extends Node { init() {} }',
      'index.ts does not export Desk, but it exports it as default',
      'export class Desk extends Node',
    ],
    ['export const Desk = 5;', 'Desk, as index.ts exports it, is not a class', ''],
    ['export function Desk() {}', 'Desk, as index.ts exports it, is not a class', ''],
    ['export const Desk = Map;', 'Desk, as index.ts exports it, is not a class', ''],
    ['export class Desk {}', 'Desk is not a Node', ''],
    ['export class Desk extends Node {}', 'Desk has no init()', ''],
    [
      'export class Desk extends Node { constructor(a: Address, b: ' +
        'number) { super(a); void b; } init() {} }',
      'the constructor of Desk takes 2 arguments; the harness gives it 1',
      'constructor(address: Address)',
    ],
    [
      'export class Desk extends Node { constructor(a: Address) { super(a); ' +
        'return { a } as never; } init() {} }',
      'the constructor of Desk returned something other than the new Desk',
      '',
    ],
    [
      `export class Desk extends Node { constructor() { super('x' as Address); } init() {} }`,
      'the constructor of Desk gave its node the address x, not its own',
      '',
    ],
  ])('%s', async (code, message, hint) => {
    const fault = await construct(code, 'Desk', ['desk']);
    expect(fault).toMatchObject({ kind: 'export', message });
    expect((fault as { hint: string }).hint).toContain(hint);
  });

  test('a constructor that throws', async () => {
    const fault = await construct(
      `export class Desk extends Node {\n  constructor(a: Address) {\n    super(a);\n` +
        `    throw new Error('no');\n  }\n  init() {}\n}`,
      'Desk',
      ['desk'],
    );
    expect(fault).toMatchObject({
      kind: 'exception',
      message: 'new Desk threw Error: no',
      place: { file: 'index.ts', line: 5, column: 11 },
      stack: ['new Desk (index.ts:5:11)'],
    });
  });

  test('an application, a client and whatever a lab asks for need their methods', async () => {
    expect(await construct('export class Store {}', 'Store', [])).toMatchObject({
      message: 'Store has no execute()',
    });
    const ledger = 'export class Ledger extends Node { init() {} }';
    expect(await construct(ledger, 'Ledger', ['l'])).toMatchObject({
      message: 'Ledger has no size()',
      hint: 'a node needs init, size',
    });
    const client = 'export class Asker extends Node { init() {} sendCommand() {} hasResult() {} }';
    expect(await construct(client, 'Asker', ['client1', 'desk'])).toMatchObject({
      message: 'Asker has no getResult()',
    });
  });

  test('a class re-exported under another name, and a default export', async () => {
    const lab = await tryLab(
      `${NODE}class V extends Node { init() {} }\nexport { V as Desk };\nexport default V;`,
    );
    expect(lab.construct('Desk', ['v'])).toMatchObject({ address: 'v' });
    expect([...lab.exports.keys()]).toEqual(['Desk', 'default']);
  });

  test('redeclaring a field of Node is refused with the reason', async () => {
    const fault = await refusalOf(
      `${NODE}class Base extends Node { init() {} }\nexport class V extends Base {\n` +
        `  address!: Address;\n  log: string[] = [];\n}`,
    );
    expect(fault).toMatchObject({
      kind: 'load',
      message: 'V declares the field address again, which sets it to undefined',
      place: { file: 'index.ts', line: 4 },
      others: [{ message: 'V declares a field log, which hides Node’s own', place: { line: 5 } }],
    });
  });

  test('fields of those names elsewhere, declared or as parameters, are fine', async () => {
    const lab = await tryLab(
      `${NODE}export class M { address!: string; log = 1; }\n` +
        `export class A extends Node { declare readonly address: Address; init() {} }\n` +
        `export class B extends Node { constructor(readonly address: ` +
        `Address) { super(address); } init() {} }`,
    );
    expect(lab.construct('B', ['b'])).toMatchObject({ address: 'b' });
    expect(lab.construct('A', ['a'])).toMatchObject({ address: 'a' });
  });
});

describe('classes', () => {
  test('two classes of one name keep it, and ids are the same in every load', async () => {
    const compiled = await compileLab(
      writeLab({
        'index.ts': `export { makeA } from './a.js';\nexport { makeB } from './b.js';`,
        'a.ts': `class Helper { a = 1; }\nexport const makeA = () => new Helper();`,
        'b.ts': `class Helper { b = 1; }\nexport const makeB = () => new Helper();`,
      }),
      GivenModules.basic,
    );
    const [one, two] = [loadLab(compiled, BARE_TERMS), loadLab(compiled, BARE_TERMS)];
    const make = (lab: typeof one, name: string): object =>
      (lab.exports.get(name) as () => object)();
    const text = (lab: typeof one, name: string): string =>
      encode(make(lab, name), lab.classes, 'state');
    expect(print(make(one, 'makeA'), one.classes)).toBe('Helper(a=1)');
    expect(print(make(one, 'makeB'), one.classes)).toBe('Helper(b=1)');
    expect(text(one, 'makeA')).toBe(text(two, 'makeA'));
    expect(text(one, 'makeB')).toBe(text(two, 'makeB'));
    expect(text(one, 'makeA')).not.toBe(text(one, 'makeB'));
    expect(one.classes.catalogue()).toEqual(two.classes.catalogue());
    expect(make(one, 'makeA').constructor).not.toBe(make(two, 'makeA').constructor);
  });

  test('a class made twice while loading is refused with the place', async () => {
    const fault = await refusalOf(
      `const make = () =>\n  class Box {};\nexport const A = make();\nexport const B = make();`,
    );
    expect(fault).toMatchObject({
      kind: 'load',
      message: 'the class Box is made twice',
      place: { file: 'index.ts', line: 2 },
    });
  });

  test('a mixin used for two bases is named by the second, with what to do', async () => {
    const fault = await refusalOf(
      `class One {}\nclass Two {}\nconst named = (Base) =>\n  class extends Base {};\n` +
        `export const A = named(One);\nexport const B = named(Two);`,
    );
    expect(fault).toMatchObject({
      kind: 'load',
      message: 'a class without a name, which extends Two, is made twice',
      place: { file: 'index.ts', line: 4 },
    });
    expect(fault.hint).toMatch(/mixin/);
  });

  test('a class made while a handler runs is refused', async () => {
    const lab = await tryLab(withGo('class Late {} return new Late();'));
    expect(callFault(lab, lab.construct('A', ['a']), 'go')).toMatchObject({
      kind: 'state',
      message: 'the class Late is made while the lab runs',
      place: { line: 4 },
    });
  });

  test('odd names do no harm', async () => {
    const lab = await tryLab(
      `class constructor {}\nclass __proto__ { a = 1; }\nclass toString {}\n` +
        `export { constructor, __proto__, toString };`,
    );
    expect([...lab.exports.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
    expect(lab.construct('__proto__', [])).toMatchObject({ a: 1 });
    expect(lab.classes.nameOf(lab.construct('__proto__', []))).toBe('__proto__');
  });

  test('decorators, accessors and enums work', async () => {
    const lab = await tryLab(
      `enum Phase { A = 'a' }
       function twice(f: (...a: number[]) => number, _c: unknown) {
         return function (this: object, x: number) { return 2 * f.call(this, x); };
       }
       function keep<T>(c: T, _c: unknown): T { return c; }
       @keep export class D {
         accessor size = 3; #hidden = 4; phase = Phase.A;
         @twice times(x: number) { return x * this.size; }
         @twice #secret(x: number) { return x + this.#hidden; }
         get secret() { return this.#secret(1); }
       }`,
    );
    const made = lab.construct('D', []) as {
      times(x: number): number;
      secret: number;
      size: number;
    };
    expect(made.times(5)).toBe(30);
    expect(made.secret).toBe(10);
    made.size = 7;
    expect(made.times(1)).toBe(14);
    expect(Object.values(made)).toEqual(expect.arrayContaining([7, 4, 'a']));
  });
});

describe('#private names', () => {
  test('are ordinary fields to the harness, and work as ever for the lab', async () => {
    const lab = await tryLab(
      `export class P {
         #n = 1; #m?: number; static #made = 5; #list: number[] = [];
         get #twice() { return this.#n * 2; }
         set #twice(v: number) { this.#n = v / 2; }
         #add(k: number) { this.#n += k; return this; }
         static #secret(p: P) { return p.#n; }
         static has(o: object) { return #n in o; }
         run(other?: P) {
           this.#add(2).#add(3); this.#twice = 20; this.#n++; this.#n **= 2;
           [this.#m, ...this.#list] = [7, 8, 9]; ({ x: this.#m = 4 } = {} as { x?: number });
           this.#m ??= 1; delete (this.#list as number[] | undefined)?.[0];
           return [this.#n, this.#m, other?.#n, (other)?.#add(1)?.#n, P.#made, P.#secret(this),
            P.has(this), P.has({})];
         }
       }`,
    );
    const p = lab.construct('P', []) as { run(other?: object): unknown[] };
    expect(p.run()).toEqual([121, 4, undefined, undefined, 5, 121, true, false]);
    expect(p.run(p).slice(2, 4)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Object.keys(p)).toEqual(['#n', '#m', '#list']);
    expect(print(p, lab.classes)).toMatch(/^P\(#n=\d+, #m=4, #list=\[.*\]\)$/);
  });

  test('of a class and the class it extends stay apart', async () => {
    const lab = await tryLab(
      `class Base { #x = 1; base() { return this.#x; } }
       export class Derived extends Base { #x = 2; derived() { return this.#x; } }`,
    );
    const made = lab.construct('Derived', []) as { base(): number; derived(): number };
    expect([made.base(), made.derived()]).toEqual([1, 2]);
    expect(Object.keys(made)).toEqual(['#x@Base', '#x@Derived']);
    expect(print(made, lab.classes)).toBe('Derived(#x=1, #x=2)');
  });
});

test('decoded values print their fields in declared order, as encoded ones do', async () => {
  const lab = await tryLab(
    `import { Append, Put } from 'labtest/kvstore';
     class Base { zero = 0; }
     export class Held extends Base {
       #put = new Put('k', 'v'); number = 1; static none = 3;
       'a b' = [this.#put, new Append('k', 'w')]; also: string;
       constructor() { super(); this.also = 'x'; }
     }`,
  );
  const made = lab.construct('Held', []);
  const judge = GivenModules.basic.createTable();
  judge.addCatalogue(lab.classes.catalogue());
  const decoded = decode(encode(made, lab.classes, 'value'), judge);
  expect(print(decoded, judge)).toBe(
    'Held(zero=0, #put=Put(key=k, value=v), number=1, ' +
      'a b=[Put(key=k, value=v), Append(key=k, value=w)], also=x)',
  );
  expect(diff(decoded, { ...(decoded as object) }, judge)).toHaveLength(1);
});

describe('the step budget', () => {
  test.each([
    'for (;;) {}',
    'while (true);',
    'do this.n++; while (true);',
    'for (;;) try { for (;;); } catch {}',
    'try { for (;;); } catch (e) { return 1; }',
    'try { for (;;); } catch ({ message }) { return message; }',
    'try { for (;;); } finally { return 1; }',
    'const f = (): number => { try { return f(); } finally { for (;;) {} } }; f();',
    'Array.from({ [Symbol.iterator]: () => ({ next: () => ({ done: ' +
      'false, value: 1 }) }) } as never);',
    'const o = { get x(): number { for (;;); } }; return o.x;',
    'function* g() { for (;;) yield 1; } for (const _ of g());',
  ])('stops %s with its line', async (body) => {
    const lab = await tryLab(withGo(body));
    const node = lab.construct('A', ['a']);
    lab.budget.reset(100_000);
    const fault = await faultIn(() => {
      try {
        (node as { go(): void }).go();
      } catch (error) {
        throw lab.faultOf(error, 'A.go');
      }
    });
    expect(fault).toMatchObject({ kind: 'budget', place: { file: 'index.ts', line: 4 } });
    expect(fault.message).toBe('A.go hangs: stopped after 100 000 steps');
    expect(lab.budget.spent).toBe(true);
    lab.budget.reset();
    expect(lab.budget.spent).toBe(false);
  });

  test('spends the same steps in every run', async () => {
    const lab = await tryLab(withGo('while (true) this.n++;'));
    const run = (): number => {
      const node = lab.construct('A', ['a']) as { go(): void; n: number };
      lab.budget.reset(1000);
      expect(() => node.go()).toThrow();
      return node.n;
    };
    expect(run()).toBe(999);
    expect(run()).toBe(999);
  });

  test('a loop at module level is stopped while loading', async () => {
    const fault = await refusalOf('export const a = 1;\nfor (;;) {}');
    expect(fault).toMatchObject({ kind: 'load', place: { file: 'index.ts', line: 2 } });
    expect(fault.message).toBe('loading the lab hangs: stopped after 10 000 000 steps');
  });

  test.each(['return this.go();', 'try { return this.go(); } catch { return 1; }'])(
    'recursion without end is told as such: %s',
    async (body) => {
      const lab = await tryLab(withGo(body));
      expect(callFault(lab, lab.construct('A', ['a']), 'go')).toMatchObject({
        kind: 'exception',
        message: 'go recurses too deeply',
        place: { file: 'index.ts', line: 4 },
      });
    },
  );
});

describe('after the load', () => {
  test.each([
    ['const o = { n: 0 };', 'const p = o; p.n = 1;'],
    ['class C { static n = 0; }', 'const c = C; c.n = 1;'],
    ['const list = [1];', 'const l = list; l.push(2);'],
    ['const o = { deep: new Map([["a", { n: 1 }]]) };', 'o.deep.get("a")!.n = 2;'],
    ['', 'const B: any = A; B.prototype.go = 1;'],
    ['', '(Object.prototype as any).x = 1;'],
    ['', '(globalThis as any).x = 1;'],
    ['', '(Array.prototype as any).map = 1;'],
    ['', '(Message as any).x = 1;'],
    ['', '(Node.prototype as any).send = () => 1;'],
  ])('what is shared cannot be written: %s %s', async (module, body) => {
    const lab = await tryLab(`${withGo(body)}\n${module}`);
    const fault = callFault(lab, lab.construct('A', ['a']), 'go');
    expect(fault).toMatchObject({ kind: 'state', place: { file: 'index.ts', line: 4 } });
    expect(fault.message).not.toMatch(/class|function/);
    expect(fault.hint).toContain('state must live in the node');
  });

  test('patterns, constant tables and instances made in handlers work', async () => {
    const lab = await tryLab(
      `${withGo(
        "return ['aXbX'.replace(RE, '-'), T.get('k'), [...L].reverse(), new B().set(2).n, " +
          'structuredClone(new Map([[1, 2]]))];',
      )}
       const RE = /X/g; const T = new Map([['k', 1]]); const L = [1, 2];
       class B { n = 1; set(n: number) { this.n = n; return this; } }`,
    );
    const node = lab.construct('A', ['a']) as { go(): unknown };
    expect(node.go()).toEqual(['a-b-', 1, [2, 1], 2, new Map([[1, 2]])]);
    expect(node.go()).toEqual(['a-b-', 1, [2, 1], 2, new Map([[1, 2]])]);
  });

  test('the console prints as the harness does', async () => {
    const printed: string[] = [];
    const body =
      `console.log('a', { b: [1] }, new M()); console.error(2n); ` +
      `console.assert(1 > 2, 'x'); console.time('t');`;
    const lab = await tryLab(`${withGo(body)}\nclass M extends Message { x = 1; }`, {
      console: (text) => void printed.push(text),
    });
    (lab.construct('A', ['a']) as { go(): void }).go();
    expect(printed).toEqual(['a {b: [1]} M(x=1)', '2n', 'Assertion failed x']);
  });

  test('strings compare and print alike everywhere', async () => {
    const lab = await tryLab(
      `export const seen = [['b', 'a', 'B', 'ä'].sort((x, y) => x.localeCompare(y)),
        (1234.5).toLocaleString('de'), 'I'.toLocaleLowerCase('tr'), [1000, 2].toLocaleString()];`,
    );
    expect(lab.exports.get('seen')).toEqual([['B', 'a', 'b', 'ä'], '1234.5', 'i', '1000,2']);
  });
});
