import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClassTable, diff, equals, formatChange } from './index.js';

class View {
  viewNum: number;
  primary: string | null;
  constructor(viewNum: number, primary: string | null) {
    this.viewNum = viewNum;
    this.primary = primary;
  }
}

const classes = new ClassTable();
classes.register(View, 'View', 'View');

const lines = (before: unknown, after: unknown) => diff(before, after, classes).map(formatChange);

describe('the difference of two states', () => {
  test('names fields as deep as the classes agree', () => {
    const before = { view: new View(1, null), app: { values: { foo: 'x' } }, old: 1 };
    const after = { view: new View(2, 'server1'), app: { values: { foo: 'xy' } }, fresh: true };
    expect(lines(before, after)).toEqual([
      'view.viewNum: 1 → 2',
      'view.primary: null → server1',
      'app.values.foo: x → xy',
      'old: removed 1',
      'fresh: added true',
    ]);
  });

  test('shows a value of another class as a whole', () => {
    expect(lines({ view: null }, { view: new View(1, null) })).toEqual([
      'view: null → View(viewNum=1, primary=null)',
    ]);
  });

  test('reads Maps by key, Sets by item, arrays by index', () => {
    const before = { map: new Map([['a', 1]]), set: new Set(['s1']), list: ['x'] };
    const after = {
      map: new Map([
        ['a', 2],
        ['b', 3],
      ]),
      set: new Set(['s2']),
      list: ['x', 'y'],
    };
    expect(lines(before, after)).toEqual([
      'map.get(a): 1 → 2',
      'map.get(b): added 3',
      'set.has(s1): removed s1',
      'set.has(s2): added s2',
      'list[1]: added y',
    ]);
  });

  test('shows when only the order of a Map differs', () => {
    const before = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    const after = new Map([
      ['b', 2],
      ['a', 1],
    ]);
    expect(lines({ m: before }, { m: after })).toEqual(['m: Map{a: 1, b: 2} → Map{b: 2, a: 1}']);
  });

  test('ends on cycles', () => {
    const cycle = (name: string): object => {
      const node: { name: string; self?: object } = { name };
      node.self = node;
      return node;
    };
    expect(lines(cycle('a'), cycle('b'))).toEqual(['name: a → b']);
  });

  test('is empty exactly for equal values', () => {
    const value = fc.anything({ maxDepth: 3, withMap: true, withSet: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(diff(a, b, classes).length === 0).toBe(equals(a, b));
        expect(diff(a, a, classes)).toEqual([]);
      }),
    );
  });
});
