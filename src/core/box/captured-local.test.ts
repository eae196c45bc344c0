import { describe, expect, test } from 'vitest';
import { LabFault } from '../support/index.js';
import { faultIn, tryLab } from './lab-folder.fixture.js';

const SET = 'const set = (list: any[], x: any) => { list[0] = x; }; const cells: any[] = [];';

/** A node that puts something into what `cells[0]` hides, and takes it out with `cells[1]`. */
const withCells = (module: string): string =>
  `import { Node } from 'labtest';\n${SET}\n${module}\n` +
  'export class A extends Node { put(): void { cells[0](7); } take(): any { return cells[1](); } }';

describe('what functions hide from the names at module level is sealed all the same', () => {
  test.each([
    [
      'a function',
      'const f = () => { const l: any[] = []; cells.push((x: any) => set(l, x), () => l[0]); }; f();',
    ],
    [
      'a parameter',
      'const f = (l: any[]) => [(x: any) => set(l, x), () => l[0]]; cells.push(...f([]));',
    ],
    ['a block', '{ const l: any[] = []; cells.push((x: any) => set(l, x), () => l[0]); }'],
    ['a loop', 'for (const l of [[] as any[]]) cells.push((x: any) => set(l, x), () => l[0]);'],
    [
      'a switch',
      'switch (1 as number) { case 1: const l: any[] = []; cells.push((x: any) => set(l, x), () => l[0]); }',
    ],
    [
      'a catch',
      'try { throw [] as any; } catch (l: any) { cells.push((x: any) => set(l, x), () => l[0]); }',
    ],
    [
      'a static block',
      'class B { static { const l: any[] = []; cells.push((x: any) => set(l, x), () => l[0]); } } void B;',
    ],
    [
      'this',
      'cells.push(...(function (this: any) { return [(x: any) => { this.x = x; }, () => this.x]; }).call({}));',
    ],
    [
      'a field',
      'class B { put = (x: any) => { (this as any).x = x; }; take = () => (this as any).x; } const b = new B(); cells.push(b.put, b.take);',
    ],
    [
      'a class',
      'cells.push(...[class { static x: any; static f = [(x: any) => { this.x = x; }, () => this.x]; }][0]!.f);',
    ],
    [
      'a Map',
      'const f = () => { const m = new Map(); const p = (t: any, x: any) => t.set(1, x); cells.push((x: any) => p(m, x), () => m.get(1)); }; f();',
    ],
    [
      'a variable',
      'for (const f of [() => { let v: any; return [(x: any) => { v = x; }, () => v]; }]) cells.push(...Reflect.apply(f, 0, []));',
    ],
    [
      'a view',
      'const f = () => { const v = new DataView(new ArrayBuffer(8)); const p = (t: any, x: any) => t.setInt8(0, x); cells.push((x: any) => p(v, x), () => v.getInt8(0) || undefined); }; f();',
    ],
  ])('%s', async (_what, module) => {
    const lab = await tryLab(withCells(module));
    const node = lab.construct('A', ['a']) as { put(): void; take(): unknown };
    const fault = await faultIn(() => {
      try {
        node.put();
        lab.checkShared('A.put');
      } catch (error) {
        throw lab.faultOf(error, 'A.put');
      }
    });
    expect(fault.message).toMatch(/A\.put (changes|threw)/);
    expect(node.take()).toBeUndefined();
    lab.checkShared('A.take');
  });

  test.each([
    [
      'a generator',
      'function* g(): any { for (;;) yield 1; } const f = () => { const l = g(); cells.push(() => l.next()); }; f();',
    ],
    [
      'an iterator',
      'const f = () => { const l = [1, 2].values(); cells.push(() => l.next()); }; f();',
    ],
    [
      'an iterator',
      'const l = "ab".matchAll(/./g); Object.setPrototypeOf(l, null); cells.push(() => l);',
    ],
    ['a function that bind has made', 'cells.push([].push.bind([]));'],
    [
      'a collection of more than 4096 items',
      'const s = new Set(Array(5000).keys()); cells.push(() => s);',
    ],
  ])('%s cannot be', async (what, module) => {
    const fault = await faultIn(() => tryLab(withCells(module)));
    expect(fault).toMatchObject({ kind: 'load' });
    expect(fault.message).toContain(`holds ${what}, which all nodes would share`);
  });

  test('super in a method of an object stands for what nobody sees', async () => {
    const module =
      'const { f } = { __proto__: { l: [] }, f() { return super.toString(); } } as any; void f;';
    const fault = await faultIn(() => tryLab(withCells(module)));
    expect(fault.message).toBe('super in a method of an object');
  });

  test('constants, and functions that handlers make, work as ever', async () => {
    const lab = await tryLab(
      withCells(
        `const of = (table: readonly number[]) => (i: number) => table[i];
         const squares = of([0, 1, 4]);
         const early = () => { if (cells.length < 9) return () => 0; const late = 1; return () => late; };
         const zero = early();
         function generated() { let n = 0; return [1, 2, 3].map((x) => { n += x; return n; }); }
         const sums = generated();
         class Base { m() { return [1].map(() => this.constructor.name); } }
         class Derived extends Base { m() { return [1].map(() => super.m()).flat(); } }
         cells.push(() => undefined, () => {
           let n = 0;
           for (const x of [1, 2]) [3].forEach((y) => { n += x * y; });
           switch (n) { case 9: const k = [n]; n = [1].map(() => k[0]!)[0]!; }
           return [n, squares(2), zero(), sums, new Derived().m()];
         });`,
      ),
    );
    const node = lab.construct('A', ['a']) as { take(): unknown };
    for (let i = 0; i < 2; i++) {
      expect(node.take()).toEqual([9, 4, 0, [1, 3, 6], ['Derived']]);
      lab.checkShared('A.take');
    }
    expect(() => lab.checkShared('nothing')).not.toThrow(LabFault);
  });
});
