import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClassTable, decode, encode } from './index.js';

class Cell {
  left: unknown = undefined;
  right: unknown = undefined;
}

const classes = new ClassTable();
classes.register(Cell, '1', 'Cell');

type Kind = 'object' | 'array' | 'map' | 'set' | 'cell';

/** Objects that refer to each other by their numbers; the first one is where reading starts. */
interface Graph {
  readonly kinds: readonly Kind[];
  /** For each object, the two it refers to; a number beyond the last is a plain value. */
  readonly edges: readonly (readonly [number, number])[];
}

const graph: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 4 }).chain((size) =>
  fc.record({
    kinds: fc.array(fc.constantFrom<Kind>('object', 'array', 'map', 'set', 'cell'), {
      minLength: size,
      maxLength: size,
    }),
    edges: fc.array(fc.tuple(fc.nat(size), fc.nat(size)), { minLength: size, maxLength: size }),
  }),
);

function build({ kinds, edges }: Graph): unknown {
  const objects = kinds.map((kind) => {
    switch (kind) {
      case 'object':
        return {};
      case 'array':
        return [];
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'cell':
        return new Cell();
    }
  });
  for (const [i, object] of objects.entries()) {
    const [a, b] = (edges[i] ?? []).map((to) => objects[to] ?? to) as [unknown, unknown];
    if (object instanceof Map) object.set(a, b);
    else if (object instanceof Set) object.add(a).add(b);
    else if (Array.isArray(object)) object.push(a, b);
    else Object.assign(object, { left: a, right: b });
  }
  return objects[0];
}

/** Equal for structures that no code can tell apart; computed without the codec. */
function structure(root: unknown): string {
  const numbers = new Map<unknown, number>();
  const tell = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const known = numbers.get(value);
    if (known !== undefined) return `#${known}`;
    numbers.set(value, numbers.size);
    const parts =
      value instanceof Map
        ? [...value].flat()
        : value instanceof Set || Array.isArray(value)
          ? [...(value as Iterable<unknown>)]
          : [(value as Cell).left, (value as Cell).right];
    return `${value.constructor.name}(${parts.map(tell).join(' ')})`;
  };
  return tell(root);
}

describe('objects that refer to each other as they like, in circles and more than once', () => {
  test('are the same after decoding', () => {
    fc.assert(
      fc.property(graph, (drawn) => {
        const value = build(drawn);
        const text = encode(value, classes, 'state');
        const back = decode(text, classes);
        expect(structure(back)).toBe(structure(value));
        expect(encode(back, classes, 'state')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('have equal texts exactly when they have equal structures', () => {
    let equal = 0;
    fc.assert(
      fc.property(graph, graph, (one, other) => {
        const [a, b] = [build(one), build(other)];
        const isSame = structure(a) === structure(b);
        if (isSame) equal++;
        expect(encode(a, classes, 'state') === encode(b, classes, 'state')).toBe(isSame);
        expect(encode(build(one), classes, 'state')).toBe(encode(a, classes, 'state'));
      }),
      { numRuns: 3000, seed: 1 },
    );
    // Otherwise the property would prove nothing.
    expect(equal).toBeGreaterThan(0);
  });
});
