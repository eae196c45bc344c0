import { build } from 'esbuild';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BARE_TERMS, GivenModules } from '../given/index.js';
import { compileLab } from '../compile/index.js';
import { writeLab } from './lab-folder.fixture.js';
import { loadLab } from './load.js';

/** Pieces of ordinary TypeScript, each of which evaluates to data. */
const PIECES: Readonly<Record<string, string>> = {
  loops: `let out = ''; outer: for (let i = 0; i < 4; i++) { for (const k in { a: 1, b: 2 }) {
    if (i === 2) continue outer; if (i === 3) break outer; out += k + i; } } return out;`,
  bodiless: `let n = 0; for (let i = 0; i < 3; i++) n += i; while (n < 10) n++; do n++; while (n < 15);
    for (const x of [1, 2]) if (x > 1) n += x; else n -= x; if (n) for (;;) break; else n = 0; return n;`,
  arrows: `const f = (a: number) => (b: number) => ({ sum: a + b, o: (() => [a, b])() });
    const g = (a = ((x: number) => x * 2)(3), { b = a, ...rest } = { c: 1 } as any) => [a, b, rest];
    return [f(1)(2), g(), [3, 1, 2].sort((a, b) => a - b).map((x) => ({ x }))];`,
  catching: `const out: unknown[] = []; try { (undefined as any).x; } catch { out.push(1); } finally { out.push(2); }
    try { throw { message: 'm', d: [1] }; } catch ({ message, d: [x] }: any) { out.push(message, x); }
    try { throw new RangeError('r'); } catch (e) { out.push((e as Error).message, e instanceof RangeError); }
    const f = () => { try { return 1; } finally { out.push('f'); } }; out.push(f()); return out;`,
  generators: `function* g(n: number): Generator<number> { for (let i = 0; i < n; i++) yield i; yield* [7, 8]; }
    const it = { *[Symbol.iterator]() { yield 1; } }; return [...g(3), ...it, Math.max(...g(5))];`,
  classes: `return [new Sub(3).describe(), Sub.count(), new Sub(1) instanceof Base, Sub.name, new (Sub as any)(2).constructor.name];`,
  privates: `const v = new Vault(2); return [v.open(3), Vault.peek(v), v.nested(), Vault.isVault(v), Vault.isVault({}), JSON.stringify(v.list())];`,
  enums: `return [Color.Red, Color[1], Flag.A | Flag.B, Named.X, Object.keys(Color)];`,
  namespaces: `return [Geometry.area(2), Geometry.Deep.two];`,
  destructuring: `const { a, b: { c = 5, ...r } = {} as any, ...rest } = { a: 1, b: { d: 2 }, e: 3, f: 4 } as any;
    let [x, , y = 9, ...z] = [1, 2, undefined, 4, 5]; [x, y] = [y as number, x]; return { a, c, r, rest, x, y, z };`,
  labels: `a: { b: { if (tag\`x\${1}y\`.length) break a; } return 1; } switch (2 as number) { case 1: return 'no'; case 2: { const q = 'yes'; return q; } default: return 'd'; }`,
  operators: `let u: any; u ??= 3; u ||= 4; u &&= 5; u **= 2; const o: any = { m: { f() { return this.k; }, k: 2 } };
    return [u, o?.m?.f?.(), o.x?.y.z(), delete o.m.k, 'k' in o.m, void 0, typeof zzz, 2 ** 10, 7n / 2n, -7 % 3, 1 / -0];`,
  texts: `return [\`\${[1, 2].map((x) => \`<\${x}>\`).join('')}\`, /(?<y>\\d{4})-(\\d)/.exec('2024-5')?.groups?.['y'], 'a-b'.replace(/-/g, '--'), '\\u{1F600}'.length, String.raw\`\\n\`];`,
  collections: `const m = new Map<string, Set<number>>([['a', new Set([2, 1])]]); m.get('a')!.add(3);
    return [...m].map(([k, s]) => [k, [...s]]).concat([['n', [m.size]]]);`,
  copies: `const m = new Map([['b', 2], ['a', 1]]); const own = new Own(m); const s = new Set(new Set([2, 1]));
    let refused = ''; try { (Map as any)(); } catch (e) { refused = (e as Error).message; }
    return [[...new Map(m)], own.sum, [...new Own(own).keys()], [...s], m.constructor === Map, Map.name, Set.length, refused,
      own instanceof Map, (Map as any)[Symbol.species] === Map, Map.prototype.entries === Map.prototype[Symbol.iterator],
      Set.prototype.keys === Set.prototype.values, Set.prototype.forEach.name, Set.prototype.forEach.length];`,
  getters: `const o = { _v: 1, get v() { return this._v; }, set v(x) { this._v = x * 2; }, ['comp' + 1]: 3, async: 1, get: 2, static: 3 };
    o.v = 5; return [o.v, Object.getOwnPropertyNames(o)];`,
  recursion: `const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return [fib(15), even(10)];`,
  overloads: `return [pick('a'), pick(1), ((...args: number[]) => args.length)(1, 2, 3), (function () { return arguments.length; } as any)(1, 2)];`,
};

const PRELUDE = `
declare const zzz: unknown;
abstract class Base { protected kind = 'base'; static made = 0; abstract describe(): string; get tag() { return '<' + this.kind + '>'; } }
class Sub extends Base { override kind = 'sub'; constructor(private readonly n: number, public extra?: string) { super(); }
  describe() { return this.tag + super.tag + this.n + (this.extra ?? ''); }
  static count() { return this.made; } static { Sub.made = 4; } }
class Vault { #secret: number; static #key = 'k'; #items = [1, 2]; constructor(n: number) { this.#secret = n; }
  get #double() { return this.#secret * 2; } set #double(v) { this.#secret = v / 2; }
  open(k: number) { this.#secret += k; this.#double += 2; this.#items.push(this.#secret++); return this?.#secret; }
  static peek(v: Vault) { return [v.#secret, Vault.#key, v?.#items?.[0]]; }
  nested() { const f = () => this.#hidden(1); return [f(), [1].map((x) => x + this.#secret)]; }
  #hidden(x: number) { return x + this.#items.length; }
  list() { return { ...{ s: this.#secret }, i: [...this.#items] }; }
  static isVault(o: object) { return #secret in o; } }
enum Color { Red, Green = 'g'.length, Blue } enum Named { X = 'x' } const enum Flag { A = 1, B = 1 << 1 }
namespace Geometry { export const pi = 3; export function area(r: number) { return pi * r * r; } export namespace Deep { export const two = 2; } }
class Own extends Map<string, number> { sum = 0; override set(k: string, v: number) { this.sum = (this.sum ?? 0) + v; return super.set(k, v); } }
function tag(s: TemplateStringsArray, ...v: unknown[]) { return [...s.raw, ...v]; }
function even(n: number): boolean { return n === 0 ? true : odd(n - 1); } function odd(n: number): boolean { return n === 0 ? false : even(n - 1); }
function pick(x: string): string; function pick(x: number): number; function pick(x: any) { return x; }
`;

const code =
  PRELUDE +
  Object.entries(PIECES)
    .map(([name, body]) => `export function ${name}(): unknown { ${body} }`)
    .join('\n');

test('transformed code does what plain JavaScript does', async () => {
  const folder = writeLab(code);
  const plain = await build({
    entryPoints: [join(folder, 'index.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    keepNames: true,
    write: false,
    tsconfigRaw: '{}',
  });
  const text = Buffer.from(plain.outputFiles[0]?.text ?? '').toString('base64');
  const native = (await import(/* @vite-ignore */ `data:text/javascript;base64,${text}`)) as Record<
    string,
    () => unknown
  >;
  const expected = Object.keys(PIECES).map((name) => [name, native[name]?.()]);
  const lab = loadLab(await compileLab(folder, GivenModules.basic), BARE_TERMS);
  const actual = Object.keys(PIECES).map((name) => [
    name,
    (lab.exports.get(name) as () => unknown)(),
  ]);
  expect(actual).toEqual(expected);
});
