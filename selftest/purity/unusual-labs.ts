import type { LabParts } from './lab-files.js';

/** Ordinary TypeScript that a student may write, however rarely: none of it may be refused. */
export const UNUSUAL_LABS: Readonly<Record<string, LabParts>> = {
  'const tables': {
    module: `
      const TABLE = { a: [1, 2, { b: 3 }] } as const; const M = new Map([["x", 1]]);
      const S = new Set([1]);`,
    handler: `this.seen = [TABLE.a[2].b, M.get("x"), S.has(1), [...M], [...S]];`,
  },
  'frozen enum object': {
    module: `const Phase = Object.freeze({ Idle: "idle", Busy: "busy" } as const);`,
    members: `phase: string = Phase.Idle;`,
    handler: `
      this.phase = this.phase === Phase.Idle ? Phase.Busy : Phase.Idle;
      this.phase = Phase.Idle;`,
  },
  'const enum': {
    module: `const enum E { A = 1, B } enum F { X = "x" }`,
    handler: `this.seen = [E.B, F.X, Object.values(F)];`,
  },
  'numeric enum reverse': {
    module: `enum E { A, B }`,
    handler: `this.seen = E[E.B];`,
  },
  'static readonly': {
    members: `static readonly MAX = 3; static readonly NAMES = ["a", "b"] as const;`,
    handler: `this.seen = [PingServer.MAX, PingServer.NAMES.length];`,
  },
  closures: {
    module: `
      const add = (n: number) => (m: number) => n + m; const inc = add(1);
      const compose = (...f: ((x: number) => number)[]) => (x: number) => f.reduce((a,
      g) => g(a), x);`,
    handler: `this.seen = compose(inc, inc)(1);`,
  },
  'generator in handler': {
    module: `function* range(n: number) { for (let i = 0; i < n; i++) yield i; }`,
    handler: `
      const it = range(3); it.next(); this.seen = [...it]; const [a, ...rest] = range(4);
      this.seen.push(a, rest.length);`,
  },
  'generator method': {
    members: `*items() { yield 1; yield* [2, 3]; }`,
    handler: `this.seen = [...this.items()];`,
  },
  'class decorator': {
    module: `
      function tagged(_v: unknown, _c: ClassDecoratorContext) {} @tagged class T { x = 1;
      }`,
    handler: `this.seen = new T().x;`,
  },
  'method decorator': {
    module: `
      function twice(f: (this: any, x: number) => number,
      _c: ClassMethodDecoratorContext) { return function (this: any, x: number) {
      return f.call(this, f.call(this, x)); }; }`,
    members: `@twice double(x: number) { return x * 2; }`,
    handler: `this.seen = this.double(3);`,
  },
  'field decorator': {
    module: `
      function dflt(_: undefined, _c: ClassFieldDecoratorContext) {
      return (v: number) => v ?? 7; }`,
    members: `@dflt level: any;`,
    handler: `this.seen = this.level;`,
  },
  'accessor keyword': {
    members: `accessor level = 1;`,
    handler: `this.level++; this.seen = 1; this.level = 1;`,
  },
  'getters setters': {
    members: `#v = 1; get v() { return this.#v; } set v(x) { this.#v = x; }`,
    handler: `this.v = 5; this.seen = this.v;`,
  },
  'private methods': {
    members: `#n = 0; #bump() { return (this.#n = 1); } static #help(x: number) { return x + 1; }`,
    handler: `this.seen = PingServer.#help(this.#bump()); this.seen = #n in this;`,
  },
  'inheritance chain': {
    module: `
      abstract class A1 { x = 1; abstract f(): number; g() { return this.f() + this.x;
      } } class B1 extends A1 { y = 2; f() { return this.y; } } class C1 extends B1 {
      override f() { return super.f() * 10; } }`,
    members: `c = new C1();`,
    handler: `this.seen = this.c.g(); this.c.y = 3;`,
  },
  cycle: {
    module: `class Cell { next: Cell | undefined; constructor(public v: number) {} }`,
    handler: `const a = new Cell(1), b = new Cell(2); a.next = b; b.next = a; this.seen = a;`,
  },
  'shared references': {
    handler: `
      const o = { n: 1 }; this.seen = { a: o, b: o };
      if (this.seen.a !== this.seen.b) throw new Error("lost");`,
  },
  'shared kept': {
    members: `pair: any = undefined;`,
    handler: `
      if (this.pair && this.pair.a !== this.pair.b) throw new Error("lost"); const o = {
      n: 1 }; this.pair = { a: o, b: o };`,
  },
  'typed arrays': {
    members: `
      bytes = new Uint8Array(4); f = new Float64Array([NaN, -0, 1.5]);
      big = new BigInt64Array(1);`,
    handler: `
      this.bytes[0] = 255; this.bytes[1] = 256; this.big[0] = 5n;
      this.seen = this.bytes.reduce((a, b) => a + b, 0);`,
  },
  'two views one buffer': {
    members: `
      buf = new ArrayBuffer(8); u8 = new Uint8Array(this.buf, 2, 4);
      u16 = new Uint16Array(this.buf);`,
    handler: `
      this.u8[0] = 7; if (this.u16[1] !== 7) throw new Error("views parted");
      this.seen = 1;`,
  },
  bigint: {
    members: `big = 10n ** 20n;`,
    handler: `this.seen = this.big * 2n % 7n;`,
  },
  'Map keyed by objects': {
    members: `byObject = new Map<object, number>(); keyo = { k: 1 };`,
    handler: `
      this.byObject.set(this.keyo, (1));
      if (this.byObject.size !== 1) throw new Error("key lost");
      this.seen = this.byObject.get(this.keyo);`,
  },
  'Set of objects': {
    module: `class P { constructor(readonly n: number) {} }`,
    members: `ps = new Set<any>(); p: any = undefined;`,
    handler: `
      if (!this.p) { this.p = new P(1); this.ps.add(this.p); }
      if (!this.ps.has(this.p)) throw new Error("lost");`,
  },
  'iterable class': {
    module: `
      class Bag { items = [1, 2]; *[Symbol.iterator]() { yield* this.items; }
      get [Symbol.toStringTag]() { return "Bag"; } }`,
    members: `bag = new Bag();`,
    handler: `this.seen = [...this.bag, String(this.bag)];`,
  },
  'labelled loops': {
    handler: `
      let n = 0; outer: for (let i = 0; i < 5; i++) { for (let j = 0; j < 5; j++) {
      if (j === 3) continue outer; if (i === 3) break outer; n++; } } this.seen = n;`,
  },
  destructuring: {
    handler: `
      const { ping: { value: v = "x" }, ...rest } = request as any; const [a = 1, ,
      b = 2] = [undefined, 0] as any[]; this.seen = [v.length > 0,
      Object.keys(rest).length, a, b];`,
  },
  'regexp per call': {
    handler: `
      const re = /(?<word>[a-z]+)-(\\d+)/g; const m = re.exec(request.ping.value);
      this.seen = m?.groups?.word; this.seen = "a-1 b-2".replaceAll(/-(\\d)/g,
      "$1").match(/\\w\\d/g)?.length;`,
  },
  'module regexp no g': {
    module: `const RE = /^ping/;`,
    handler:
      'this.seen = RE.test(request.ping.value) && "x".match(RE) === null &&' +
      ' "ping ping".replace(/ping/g, "a").split(/ /).length;',
  },
  'module regexp g replace': {
    module: `const RE = /p/g;`,
    handler: `
      this.seen = ["pp".replace(RE, "q"), "pp".match(RE)?.length,
      [..."pp".matchAll(RE)].length, "p,p".split(RE).length, "pp".search(RE)];`,
  },
  'pure comparator': {
    module: `const by = <T,>(key: (x: T) => number) => (a: T, b: T) => key(a) - key(b);`,
    handler: `this.seen = [{ n: 2 }, { n: 1 }].sort(by((x) => x.n)).map((x) => x.n);`,
  },
  JSON: {
    handler: `this.seen = JSON.parse(JSON.stringify({ a: [1, null, { b: "x" }] }));`,
  },
  structuredClone: {
    handler: `this.seen = structuredClone({ a: new Map([[1, new Set([2])]]) });`,
  },
  'template literals': {
    module: `
      const tag = (s: TemplateStringsArray,
      ...v: unknown[]) => s.raw.join("|") + v.length;`,
    handler: `this.seen = tag\`a\${1}b\${2}\\n\` + \`x\${\`y\${1}\`}\`;`,
  },
  'optional chaining': {
    members: `deep: { a?: { b?: () => number } } = {};`,
    handler: `
      this.seen = [this.deep?.a?.b?.() ?? 0, (this.deep as any)["a"]?.["c"]];
      this.seen ||= 1; this.seen &&= 2; this.seen ??= 3;`,
  },
  'symbols local': {
    module: `const KEY: unique symbol = Symbol("k"); const REG = { [KEY]: 5 };`,
    handler: `this.seen = REG[KEY];`,
  },
  'try finally': {
    handler: `
      const f = () => { try { throw new RangeError("x"); } catch (e) {
      return e instanceof RangeError; } finally { this.seen = 2; } }; this.seen = f();`,
  },
  'custom error': {
    module: `
      class LabError extends Error { constructor(readonly code: number) {
      super("code " + code); this.name = "LabError"; } }`,
    handler: `try { throw new LabError(3); } catch (e) { this.seen = (e as LabError).code; }`,
  },
  'currying this': {
    members: `
      fns() { return [1, 2].map(function (this: any, x: number) { return x + this.k; }, {
      k: 1 }); }`,
    handler: `this.seen = this.fns();`,
  },
  'getter on module object': {
    module: `const CONFIG = { base: 2, get twice() { return this.base * 2; } };`,
    handler: `this.seen = CONFIG.twice;`,
  },
  'Object.entries etc': {
    members: `o: Record<string, number> = {};`,
    handler: `
      this.o["b"] = 1; this.o["a"] = 2; this.seen = Object.entries(this.o).sort();
      this.seen = Object.fromEntries(Object.entries(this.o).map(([k, v]) => [v, k]));`,
  },
  'array methods': {
    handler: `
      const a = [3, 1, 2]; this.seen = [a.at(-1), a.flatMap((x) => [x, x]),
      a.includes(2), a.findLast((x) => x > 1), a.toSorted?.(), a.with?.(0, 9),
      Array.from({ length: 3 }, (_, i) => i), a.copyWithin(0, 1), a.fill(0, 2)];`,
  },
  Math: {
    handler: `
      this.seen = [Math.max(...[1, 2]), Math.imul(3, 4), Math.floor(1.5), Math.sqrt(2),
      Math.PI];`,
  },
  'Number and string formats': {
    handler: `
      this.seen = [(1.005).toFixed(2), (255).toString(16), Number("0x10"),
      parseInt("12px"), "ß".toUpperCase(), "a".localeCompare("b"), "x".padStart(3),
      (1e21).toString()];`,
  },
  'new.target': {
    module: `
      class Base { kind: string; constructor() {
      this.kind = new.target === Base ? "base" : "sub"; } } class Sub extends Base {}`,
    handler: `this.seen = [new Base().kind, new Sub().kind];`,
  },
  'static factory and block': {
    module: `
      class V { static readonly ZERO = new V(0); static readonly ALL: readonly V[];
      static { V.ALL = [V.ZERO]; } private constructor(readonly n: number) {}
      static of(n: number) { return n === 0 ? V.ZERO : new V(n); } }`,
    members: `v = V.of(0);`,
    handler: `this.v = V.of(this.v.n === 0 ? 1 : 0); this.v = V.of(0);`,
  },
  mixins: {
    module: `
      const Counted = <T extends new (...a: any[]) => object>(B: T) => class extends B {
      count = 0; bump() { return ++this.count; } }; class Plain {}
      const CountedPlain = Counted(Plain);`,
    members: `c = new CountedPlain();`,
    handler: `this.c.count = 0; this.seen = this.c.bump();`,
  },
  'interface merging generics': {
    module: `
      interface Box<T> { v: T } class Wrap<T> implements Box<T> {
      constructor(public v: T) {} map<U>(f: (t: T) => U) { return new Wrap(f(this.v)); } }`,
    handler: `this.seen = new Wrap(1).map((x) => x + 1).map(String);`,
  },
  recursion: {
    module: `
      const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
      function even(n: number): boolean { return n === 0 || odd(n - 1); }
      function odd(n: number): boolean { return n !== 0 && even(n - 1); }`,
    handler: `this.seen = [fib(10), even(10)];`,
  },
  Reflect: {
    handler: `
      this.seen = [Reflect.ownKeys({ a: 1, [Symbol.iterator]: 2 }).length,
      Reflect.has(this, "seen"), Reflect.get({ x: 1 }, "x")];`,
  },
  'subclass of Map': {
    module: `
      class Counter extends Map<string, number> { inc(k: string) { this.set(k, 1);
      return this; } }`,
    members: `c = new Counter();`,
    handler: `this.c.inc("a"); this.seen = this.c.size;`,
  },
  'subclass of Array': {
    module: `class Stack<T> extends Array<T> { peek() { return this.at(-1); } }`,
    members: `st = new Stack<number>();`,
    handler: `this.st.length = 0; this.st.push(1); this.seen = this.st.peek();`,
  },
  'null proto object': {
    members: `d: Record<string, number> = Object.create(null);`,
    handler: `this.d["toString"] = 1; this.d["__proto__x"] = 2;`,
  },
  'holes NaN -0': {
    members: `odd: any = [1, , 3];`,
    handler: `
      this.odd[4] = NaN; this.odd[5] = -0; this.odd[6] = undefined;
      this.seen = this.odd.length;`,
  },
  'string iteration surrogates': {
    handler: `this.seen = [..."a😀"].length + "😀".codePointAt(0)! + "\\ud800".length;`,
  },
  'switch(true) comma void': {
    handler: `
      let r = 0; switch (true) { case request.ping.value.length > 100: r = 1; break;
      default: r = (0, 2); } void r; this.seen = r;`,
  },
  namespace: {
    module: `
      namespace Util { export const two = 2; export function dbl(x: number) {
      return x * two; } }`,
    handler: `this.seen = Util.dbl(4);`,
  },
  'function overload + default': {
    module: `
      function f(x: number): number; function f(x: string): string; function f(x: any,
      y = x) { return y; }`,
    handler: `this.seen = f(1) + f("a");`,
  },
  'big switch on instanceof': {
    module: `class A2 extends Message {} class B2 extends Message {}`,
    handler: `
      const m: Message = new A2();
      this.seen = m instanceof A2 ? 1 : m instanceof B2 ? 2 : 3;`,
  },
  'equals from labtest': {
    handler: `this.seen = equals({ a: [1] }, { a: [1] });`,
  },
  'console use': {
    handler: `
      console.log("got", request); console.table?.([1]); this.log.fine(() => "x");
      this.seen = 1;`,
  },
  'module-level precomputed': {
    module: `
      const SQUARES: number[] = []; for (let i = 0; i < 10; i++) SQUARES.push(i * i);
      const INDEX = new Map(SQUARES.map((s, i) => [s, i] as const));`,
    handler: `this.seen = [SQUARES[3], INDEX.get(9)];`,
  },
  'module-level typed table': {
    module: `
      const CRC = new Uint32Array(256).map((_, i) => { let c = i; for (let k = 0; k < 8;
      k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });`,
    handler: `this.seen = CRC[5];`,
  },
  'node holds module map': {
    module: `const LIMITS = new Map([["a", 1]]);`,
    members: `limits: Map<string, number> = LIMITS;`,
    handler: `this.seen = this.limits.get("a");`,
  },
  'arguments object': {
    module: `function n() { return arguments.length; }`,
    handler: `this.seen = (n as any)(1, 2, 3);`,
  },
  'async-like names': {
    module: `const await1 = 1; const of = 2; const get = 3;`,
    members: `static(x: number) { return x; }`,
    handler: `this.seen = this.static(await1 + of + get);`,
  },
  'symbol.toPrimitive': {
    module: `
      class Money {
      constructor(readonly n: number) {} [Symbol.toPrimitive](hint: string) {
      return hint === "string" ? \`$\${this.n}\` : this.n; } valueOf() { return this.n;
      } }`,
    handler: `this.seen = [\`\${new Money(3)}\`, +(new Money(4) as any)];`,
  },
  iterators: {
    handler: `
      const it = [1, 2, 3].entries(); it.next(); this.seen = [...it].length;
      const m = new Map([[1, 2]]); for (const [k] of m) this.seen += k;
      this.seen = [...m.keys()].length;`,
  },
  'message with map': {
    module: `
      class Bulk extends Message { constructor(readonly m: Map<string, number[]>,
      readonly s: Set<string>) { super(); } }`,
    members: `handleBulk(b: Bulk) { this.seen = b.m.get("a")!.length; }`,
    handler: `this.send(new Bulk(new Map([["a", [1]]]), new Set(["x"])), this.address);`,
  },
  'delete field': {
    members: `maybe?: number;`,
    handler: `this.maybe = 1; delete this.maybe; this.seen = "maybe" in this;`,
  },
  'Object.freeze state': {
    members: `frozen: any = Object.freeze({ a: 1 });`,
    handler: `this.frozen = Object.freeze({ ...this.frozen, b: 2 }); this.seen = this.frozen.b;`,
  },
  'override init super': {
    module: `
      class Base9 extends Node { level = 0; init() { this.level = 1; } helper() {
      return this.level; } } class Unused extends Base9 { override init() { super.init();
      } } void Unused;`,
  },
};
