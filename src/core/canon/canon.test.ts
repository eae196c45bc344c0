import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BadState,
  ClassTable,
  clone,
  decode,
  encode,
  equals,
  equalsInOrder,
  findBadState,
  fingerprint,
  OrderWatch,
  print,
} from './index.js';

class Point {
  x: unknown;
  y: unknown;
  constructor(x: unknown, y: unknown) {
    this.x = x;
    this.y = y;
  }
}
class Point3 extends Point {
  z: unknown = 0;
}
class Registry extends Map<unknown, unknown> {
  owner = 'nobody';
}
class Stack extends Array<unknown> {
  label = 'empty';
}

function table(): ClassTable {
  const classes = new ClassTable();
  classes.register(Point, '1', 'Point');
  classes.register(Point3, '2', 'Point3');
  classes.register(Registry, '3', 'Registry');
  classes.register(Stack, '4', 'Stack');
  return classes;
}

const classes = table();

/** Any tree a node's state may hold. */
const state: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constantFrom(null, undefined, NaN, -0, 0, Infinity, 2 ** 53, '__proto__'),
  ),
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('node'), { maxKeys: 4 }),
    fc
      .array(fc.tuple(tie('node'), tie('node')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
    fc.array(tie('node'), { maxLength: 3 }).map((items) => new Set(items)),
    fc.tuple(tie('node'), tie('node')).map(([x, y]) => new Point(x, y)),
    fc.tuple(tie('node'), tie('node')).map(([x, y]) => new Point3(x, y)),
    fc.array(fc.integer({ min: 0, max: 255 })).map((bytes) => Uint8Array.from(bytes)),
    fc.array(fc.double()).map((items) => Float64Array.from(items)),
    fc.array(fc.tuple(tie('leaf'), tie('node')), { maxLength: 3 }).map((entries) => {
      const registry = new Registry(entries);
      registry.owner = 'somebody';
      return registry;
    }),
  ),
})).node;

/** The same value with object keys, Maps and Sets in the opposite order of creation. */
function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Set.prototype) return new Set([...(value as Set<unknown>)].reverse());
  if (prototype === Map.prototype) {
    const entries = [...(value as Map<unknown, unknown>)].reverse();
    return new Map(entries.map(([key, item]) => [key, reordered(item)]));
  }
  if (prototype !== Object.prototype && prototype !== Point.prototype) return value;
  const copy = Object.create(prototype) as Record<string, unknown>;
  for (const key of Object.keys(value).reverse()) {
    const item = reordered((value as Record<string, unknown>)[key]);
    Object.defineProperty(copy, key, {
      value: item,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

describe('laws of the canonical text', () => {
  test('decoding what was encoded gives an equal value with the same text', () => {
    fc.assert(
      fc.property(state, (value) => {
        const text = encode(value, classes, 'state');
        const back = decode(text, classes);
        expect(encode(back, classes, 'state')).toBe(text);
        expect(equals(back, value)).toBe(true);
      }),
    );
  });

  test('a value’s text (a tree) is equal exactly when the values are equal', () => {
    const pair = fc.oneof(
      fc.tuple(state, state),
      state.map((value): [unknown, unknown] => [value, reordered(value)]),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const sameText = encode(a, classes, 'value') === encode(b, classes, 'value');
        expect(sameText).toBe(equalsInOrder(a, b));
        const [unordered, other] = [a, b].map((each) =>
          encode(each, classes, 'value', new OrderWatch([])),
        );
        expect(unordered === other).toBe(equals(a, b));
      }),
    );
  });

  test('a copy is equal, has the same text and shares nothing', () => {
    fc.assert(
      fc.property(state, (value) => {
        const text = encode(value, classes, 'value');
        const copy = clone(value, classes);
        expect(encode(copy, classes, 'value')).toBe(text);
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  test('the order of an object’s keys does not matter, that of Map and Set may', () => {
    const text = (value: unknown): string => encode(value, classes, 'state');
    expect(text({ a: 1, b: 2 })).toBe(text({ b: 2, a: 1 }));
    const ab = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    const ba = new Map([...ab].reverse());
    expect(text(ab)).not.toBe(text(ba));
    expect(text(new Set([1, 2]))).not.toBe(text(new Set([2, 1])));
    expect(equalsInOrder(ab, ba)).toBe(false);
    expect(equals(ab, ba)).toBe(true);
    expect(equals(new Set(['a', 1]), new Set([1, 'a']))).toBe(true);
    expect(equals(new Map([['a', { of: ab }]]), new Map([['a', { of: ba }]]))).toBe(true);
    expect(equals(ab, new Map([...ab, ['c', 3]]))).toBe(false);
    expect(equals(ab, new Map([...ab].map(([key]) => [key, 1])))).toBe(false);
  });
});

describe('sharing', () => {
  test('is part of a state, and survives decoding', () => {
    const one = new Point(1, 2);
    const shared = encode([one, one], classes, 'state');
    const copies = encode([one, new Point(1, 2)], classes, 'state');
    expect(shared).not.toBe(copies);
    const back = decode(shared, classes) as Point[];
    expect(back[0]).toBe(back[1]);
  });

  test('is not part of a message', () => {
    const one = new Point(1, 2);
    expect(encode([one, one], classes, 'value')).toBe(
      encode([one, new Point(1, 2)], classes, 'value'),
    );
    const copy = clone([one, one], classes);
    expect(copy[0]).not.toBe(copy[1]);
  });

  test('cycles are kept in states and in messages', () => {
    const loop = new Point(1, null);
    loop.y = { back: [loop] };
    for (const sharing of ['state', 'value'] as const) {
      const text = encode(loop, classes, sharing);
      const back = decode(text, classes) as Point;
      expect((back.y as { back: unknown[] }).back[0]).toBe(back);
      expect(encode(back, classes, sharing)).toBe(text);
    }
    const copy = clone(loop, classes);
    expect((copy.y as { back: unknown[] }).back[0]).toBe(copy);
    expect(equals(copy, loop)).toBe(true);
  });

  test('typed arrays that share a buffer still share it after decoding', () => {
    const buffer = new ArrayBuffer(8);
    const value = { bytes: new Uint8Array(buffer, 2, 4), words: new Int32Array(buffer) };
    const back = decode(encode(value, classes, 'state'), classes) as typeof value;
    back.words[0] = -1;
    expect(back.bytes[0]).toBe(255);
  });
});

describe('collections with classes', () => {
  test('keep their class, items and fields', () => {
    const stack = new Stack();
    stack.push(1, new Point(2, 3));
    stack.label = 'two';
    for (const back of [
      decode(encode(stack, classes, 'state'), classes),
      clone(stack, classes),
    ] as Stack[]) {
      expect(back).toBeInstanceOf(Stack);
      expect(back.label).toBe('two');
      expect([...back]).toEqual([1, new Point(2, 3)]);
    }
  });

  test('an array keeps its holes', () => {
    const holes = [1, undefined, 3] as unknown[];
    delete holes[1];
    const back = decode(encode(holes, classes, 'state'), classes) as unknown[];
    expect(1 in back).toBe(false);
    expect(back.length).toBe(3);
    expect(encode(holes, classes, 'state')).not.toBe(encode([1, undefined, 3], classes, 'state'));
    expect(1 in clone(holes, classes)).toBe(false);
  });
});

describe('what is no state', () => {
  class Stranger {}
  const cases: [string, unknown, string, RegExp][] = [
    ['a function', { a: [{ callback: () => 1 }] }, '.a[0].callback', /function/],
    ['a symbol', new Map([['k', Symbol('x')]]), ".get('k')", /symbol/],
    ['a getter', { get now() { return 1; } }, '', /getter/], // prettier-ignore
    ['a promise', new Point(1, Promise.resolve()), '.y', /Promise/],
    ['a WeakMap', { cache: new WeakMap() }, '.cache', /WeakMap/],
    ['a generator', { steps: (function* () {})() }, '.steps', /Generator/],
    ['an error', { last: new Error('no') }, '.last', /Error/],
    ['a class made at run time', { who: new Stranger() }, '.who', /class/],
    ['a symbol key', { inner: { [Symbol('k')]: 1 } }, '.inner', /symbol/],
    ['a named property on an array', { list: Object.assign([1], { n: 1 }) }, '.list', /named/],
  ];
  test.each(cases)('%s is refused, with its path', (_, value, path, reason) => {
    expect(() => encode(value, classes, 'state')).toThrow(BadState);
    const found = findBadState(value, classes, 'state');
    expect(found?.path).toBe(path);
    expect(found?.reason).toMatch(reason);
  });

  test('reading a state never runs a getter', () => {
    let ran = false;
    const value = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        ran = true;
        return 1;
      },
    });
    expect(() => encode(value, classes, 'state')).toThrow(BadState);
    expect(() => clone(value, classes)).toThrow(BadState);
    expect(ran).toBe(false);
  });
});

test('a judge without the lab’s classes reads its values by name', () => {
  const text = encode(new Point(1, 'a'), classes, 'value');
  const judge = new ClassTable();
  judge.addCatalogue(classes.catalogue());
  const value = decode(text, judge) as object;
  expect(judge.nameOf(value)).toBe('Point');
  expect(print(value, judge)).toBe('Point(x=1, y=a)');
  expect(encode(value, judge, 'value')).toBe(text);
});

test('what cannot be encoded for a symbol as its key can be printed', () => {
  const value = { b: 1, a: [{ [Symbol('hidden')]: 2, c: 3 }] };
  expect(() => encode(value, classes, 'value')).toThrow('a property whose key is a symbol');
  expect(print(value, classes)).toBe('{b: 1, a: [{c: 3}]}');
});

test('text that encode cannot have written is refused', () => {
  for (const text of ['', 'q', 's5:ab', 'i1', '[', '{1:a', 'r0;', 'c9:{}', 'tt', 'iabc;', 'R1;']) {
    expect(() => decode(text as never, classes), text).toThrow();
  }
});

test('fingerprints are fixed and tell apart', () => {
  expect(fingerprint('')).toBe(fingerprint(''));
  expect(fingerprint('a')).toMatch(/^[0-9a-f]{16}$/);
  const texts = Array.from({ length: 20_000 }, (_, i) => `s${i}:x`);
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
});
