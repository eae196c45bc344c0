import type { LabParts } from './lab-files.js';

/** A lab that breaks purity, as what it adds to the lab of `lab-files.ts`. */
export interface ImpureLab extends LabParts {
  /** What the failure says. */
  readonly told: string;
}

/** State outside nodes, kept in every way that the check at load time does not cover. */
export const IMPURE_LABS: Readonly<Record<string, ImpureLab>> = {
  'Map by alias': {
    module: `const M = new Map<string, number>();`,
    handler: `const m = M; m.set('n', (m.get('n') ?? 0) + 1); this.seen = m.get('n');`,
    told: `changes M, which is made when the files are loaded`,
  },
  'static block': {
    module: `
      class Box { static all: Map<string, number>; static { Box.all = new Map(); }
      static next() { const a = Box.all; a.set("n", a.size); a.set("m" + a.size, 1);
      return a.size; } }`,
    handler: `this.seen = Box.next();`,
    told: `changes Box.all, which is made when the files are loaded`,
  },
  'this.constructor.x': {
    members: `static hits = 0;`,
    handler: `const c = this.constructor as any; c.hits++; this.seen = c.hits;`,
    told: `Cannot assign to read only property 'hits'`,
  },
  'getPrototypeOf mutation': {
    handler: `
      const p = Object.getPrototypeOf(this); p.hits = (p.hits ?? 0) + 1;
      this.seen = p.hits;`,
    told: `Cannot add property hits, object is not extensible`,
  },
  'IIFE closure object': {
    module: `const next = (() => { const o = { n: 0 }; return () => ++o.n; })();`,
    handler: `this.seen = next();`,
    told: `a function changes o, a variable of the function that made it`,
  },
  'IIFE closure Map': {
    module: `
      const next = (() => { const o = new Map<number, number>(); return () => {
      o.set(o.size, 1); return o.size; }; })();`,
    handler: `this.seen = next();`,
    told: `a function changes o, a variable of the function that made it`,
  },
  'default param Map': {
    module: `const shared = new Set<number>(); const bump = (o = shared) => o.add(o.size).size;`,
    handler: `this.seen = bump();`,
    told: `changes shared, which is made when the files are loaded`,
  },
  'memo decorator': {
    module: `
      function memo(f: any, _c: any) { const cache = new Map();
      return function (this: any, x: any) { if (!cache.has(x)) cache.set(x, cache.size);
      return cache.get(x); }; }`,
    members: `@memo key(x: string): number { return x.length; }`,
    handler: `this.seen = this.key(request.ping.value + String(this.seen));`,
    told: `changes cache, which is made when the files are loaded`,
  },
  'generator at module': {
    module: `function* g() { let n = 0; for (;;) yield n++; } const it = g();`,
    handler: `this.seen = it.next().value;`,
    told: `it holds a generator, which all nodes would share`,
  },
  'generator in closure': {
    module: `
      function* g() { let n = 0; for (;;) yield n++; } const next = (() => {
      const it = g(); return () => it.next().value; })();`,
    handler: `this.seen = next();`,
    told: `it holds a generator, which all nodes would share`,
  },
  'array iterator at module': {
    module: `const it = [1, 2, 3, 4, 5, 6, 7, 8, 9][Symbol.iterator]();`,
    handler: `this.seen = it.next().value;`,
    told: `it holds an iterator, which all nodes would share`,
  },
  'symbol key on shared': {
    module: `const S = Symbol("s"); const o: any = { [S]: 0 };`,
    handler: `const p = o; p[S]++; this.seen = p[S];`,
    told: `Cannot assign to read only property 'Symbol(s)'`,
  },
  'tagged template prop': {
    module: `const tag = (s: TemplateStringsArray) => s as any;`,
    handler: `const s = tag\`a\`; s.n = (s.n ?? 0) + 1; this.seen = s.n;`,
    told: `Cannot add property n, object is not extensible`,
  },
  'regexp lastIndex': {
    module: `const RE = /ping/g; const use = (r: RegExp, t: string) => r.test(t);`,
    handler: `this.seen = use(RE, request.ping.value);`,
    told: `changes RE, which is made when the files are loaded`,
  },
  'regexp RegExp ctor': {
    module: `const RE = new RegExp("ping", "g");`,
    handler: `this.seen = RE.test(request.ping.value);`,
    told: `changes RE, which is made when the files are loaded`,
  },
  'regexp sticky exec': {
    module: `const RE = new RegExp("p", "y");`,
    handler: `this.seen = RE.exec(request.ping.value)?.[0];`,
    told: `changes RE, which is made when the files are loaded`,
  },
  'frozen with inner Map': {
    module: `const CFG = Object.freeze({ inner: new Map<string, number>() });`,
    handler: `const c = CFG.inner; c.set("n", (c.get("n") ?? 0) + 1); this.seen = c.get("n");`,
    told: `changes CFG.inner, which is made when the files are loaded`,
  },
  'comparator state': {
    module: `
      const cmp = (() => { const o = { n: 0 }; return (a: number,
      b: number) => (o.n++ % 2 ? a - b : b - a); })();`,
    handler: `this.seen = [3, 1, 2].sort(cmp).join();`,
    told: `a function changes o, a variable of the function that made it`,
  },
  'function name trick': {
    module: `const f: any = function () {};`,
    handler: `
      const g = f; Object.defineProperty(g, "name", { value: g.name + "x" });
      this.seen = g.name;`,
    told: `Cannot redefine property: name`,
  },
  'function prop': {
    module: `function f() { return 1; }`,
    handler: `const g = f as any; g.n = (g.n ?? 0) + 1; this.seen = g.n;`,
    told: `Cannot add property n, object is not extensible`,
  },
  'mutates given proto': {
    handler: `
      (Ping.prototype as any).x = ((Ping.prototype as any).x ?? 0) + 1;
      this.seen = (request.ping as any).x;`,
    told: `Cannot add property x, object is not extensible`,
  },
  'mutates own message class': {
    handler: `const P = PingRequest as any; P.count = (P.count ?? 0) + 1; this.seen = P.count;`,
    told: `Cannot add property count, object is not extensible`,
  },
  'Date Reflect': {
    handler: `this.seen = Reflect.get(globalThis, "Da" + "te").now();`,
    told: `Date is not allowed: a lab has no clock`,
  },
  'Math destructured': {
    handler: `const { random } = Math; this.seen = random();`,
    told: `Math.random is not allowed: a lab is deterministic`,
  },
  'Function ctor': {
    handler: `this.seen = (() => 1).constructor("return Date.now()")();`,
    told: `Function.prototype.constructor is not a valid constructor.`,
  },
  'Array.prototype patch': {
    handler: `(Array.prototype as any).extra = 1; this.seen = ([] as any).extra;`,
    told: `Cannot add property extra, object is not extensible`,
  },
  'getter counts': {
    module: `const box = { n: 0 }; class G { get next() { const b = box; return ++b.n; } }`,
    handler: `this.seen = new G().next;`,
    told: `Cannot assign to read only property 'n'`,
  },
  'typed array alias': {
    module: `const b = new Int32Array(1);`,
    handler: `const c = b; c[0]++; this.seen = c[0];`,
    told: `changes b, which is made when the files are loaded`,
  },
  'Symbol.species': {
    module: `
      class Arr extends Array { static n = 0; static get [Symbol.species]() {
      const c = Arr as any; c.n++; return Array; } }`,
    handler: `const a = new Arr(1, 2); a.map((x: any) => x); this.seen = Arr.n;`,
    told: `Cannot assign to read only property 'n'`,
  },
  'object identity of messages': {
    module: `const seen = new Set<object>();`,
    handler: `const s = seen; s.add(request); this.seen = s.size;`,
    told: `changes seen, which is made when the files are loaded`,
  },
  'Map.prototype.set.call': {
    module: `const M = new Map<string, number>();`,
    handler: `Map.prototype.set.call(M, "n", (M.get("n") ?? 0) + 1); this.seen = M.get("n");`,
    told: `changes M, which is made when the files are loaded`,
  },
  'subclass Map': {
    module: `
      class Store extends Map<string, number> { bump() { this.set("n",
      (this.get("n") ?? 0) + 1); return this.get("n"); } } const S = new Store();`,
    handler: `this.seen = S.bump();`,
    told: `changes S, which is made when the files are loaded`,
  },
  'private singleton': {
    module: `class Ids { #n = 0; next() { return this.#n++; } } const ids = new Ids();`,
    handler: `this.seen = ids.next();`,
    told: `Cannot assign to read only property '#n'`,
  },
  'enum alias mutation': {
    module: `enum E { A } const e: any = E;`,
    handler: `const f = e; f.B = (f.B ?? 0) + 1; this.seen = f.B;`,
    told: `Cannot add property B, object is not extensible`,
  },
  'closure in arg callback': {
    module: `
      const make = () => { const list: string[] = []; return {
      add: (x: string) => list.push(x) }; }; const log = make();`,
    handler: `this.seen = log.add("x");`,
    told: `a function changes list, a variable of the function that made it`,
  },
  'WeakSet by given': {
    handler: `
      const m = (this.constructor as any).memo ??= new Map(); m.set(m.size, 1);
      this.seen = m.size;`,
    told: `Cannot add property memo, object is not extensible`,
  },
  'Symbol.toPrimitive': {
    module: `
      const o = { n: 0 }; const t = { [Symbol.toPrimitive]: () => { const p = o;
      return p.n++; } };`,
    handler: `this.seen = +(t as any);`,
    told: `Cannot assign to read only property 'n'`,
  },
  'globalThis write': {
    handler: `
      (globalThis as any).n = ((globalThis as any).n ?? 0) + 1;
      this.seen = (globalThis as any).n;`,
    told: `Cannot add property n, object is not extensible`,
  },
  'node env': {
    handler: `const s = this.send as any; s.n = (s.n ?? 0) + 1; this.seen = s.n;`,
    told: `Cannot add property n, object is not extensible`,
  },
  dispose: {
    module: `const stack = [1, 2, 3, 4, 5, 6];`,
    handler: `const s = stack; this.seen = s.pop();`,
    told: `Cannot delete property '5' of [object Array]`,
  },
  'sort shared in place': {
    module: `const order = [3, 1, 2]; const by = (o: number[]) => o.sort(() => -1).join();`,
    handler: `this.seen = by(order);`,
    told: `Cannot assign to read only property '0'`,
  },
  'iterator protocol object': {
    module: `
      const it = { n: 0, [Symbol.iterator]() { const me = it; return { next: () => ({
      done: me.n % 2 === 1, value: me.n++ }) }; } };`,
    handler: `this.seen = [...it].length;`,
    told: `Cannot assign to read only property 'n'`,
  },
  'regexp string iterator': {
    module: `const it = "pppppppppppp".matchAll(/p/g);`,
    handler: `this.seen = it.next().value?.index;`,
    told: `it holds an iterator, which all nodes would share`,
  },
  'Map order state': {
    module: `
      const M = new Map([["a", 1], ["b", 2]]); const rotate = (m: Map<string,
      number>) => { const [k] = m.keys(); const v = m.get(k!)!; m.delete(k!); m.set(k!,
      v); return k; };`,
    handler: `this.seen = rotate(M);`,
    told: `changes M, which is made when the files are loaded`,
  },
  'stack depth': {
    module: `const depth = (): number => { try { return 1 + depth(); } catch { return 0; } };`,
    handler: `this.seen = depth();`,
    told: `PingServer.handlePingRequest recurses too deeply`,
  },
  'memo on symbol of this': {
    module: `const K = Symbol("k");`,
    handler: `(this as any)[K] = ((this as any)[K] ?? 0) + 1; this.seen = (this as any)[K];`,
    told: `pingserver is a property whose key is a symbol, which can’t be part of`,
  },
  'function on node': {
    members: `f: any = undefined;`,
    handler: `this.f = () => 1;`,
    told: `pingserver.f is a function, which can’t be part of a node’s state`,
  },
  'shared object aliased into state': {
    module: `const A = { n: 0 };`,
    handler: `this.seen ??= A; this.seen.n++;`,
    told: `Cannot assign to read only property 'n'`,
  },
};
