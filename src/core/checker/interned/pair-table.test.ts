import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryExhausted } from '../memory.js';
import { PairTable } from './pair-table.js';

const number = fc.oneof(fc.nat(30), fc.integer());
const pairs = fc.array(fc.tuple(number, number), { maxLength: 600 });

test.each([2, 4] as const)('a table numbers pairs in their order, growing by %s', (growth) => {
  fc.assert(
    fc.property(pairs, fc.boolean(), (all, shared) => {
      const table = new PairTable(4, 10_000, shared, growth);
      const model = new Map<string, number>();
      for (const [a, b] of all) {
        const known = model.get(`${a},${b}`) ?? 0;
        expect(table.find(a, b)).toBe(known);
        if (known !== 0) continue;
        model.set(`${a},${b}`, model.size + 1);
        expect(table.insert(a, b)).toBe(model.size);
      }
      expect(table.count).toBe(model.size);
      for (const [key, id] of model) {
        expect(`${table.pairs[id * 2]},${table.pairs[id * 2 + 1]}`).toBe(key);
      }
    }),
  );
});

test('a reader finds what stands in the table it was given', () => {
  const table = new PairTable(4, 1000, true, 2);
  for (let i = 1; i <= 50; i++) table.insert(i, i * i);
  const reader = PairTable.reader();
  reader.read(table.view());
  expect([reader.find(7, 49), reader.find(49, 7)]).toEqual([7, 0]);
});

test('room that was asked for is there, without moving an array', () => {
  const table = new PairTable(4, 1000, false, 2);
  table.ensureIndex(500);
  table.ensure(500);
  const { pairs: before, index } = table;
  for (let i = 1; i <= 500; i++) table.insert(i, -i);
  expect([table.pairs, table.index]).toEqual([before, index]);
  expect(table.pairs).toBe(before);
  expect(table.index).toBe(index);
});

test('more pairs than there may be end the search, not the process', () => {
  const table = new PairTable(4, 100, false, 2);
  expect(() => table.ensure(101)).toThrow(MemoryExhausted);
});

test('the index grows to the most it needs once that is near, and no further', () => {
  const table = new PairTable(1024, 100_000, false, 4);
  const sizes = new Set<number>();
  for (let i = 1; i <= 100_000; i++) {
    table.insert(i, i * 7);
    sizes.add(table.slots);
  }
  // Successors are counted before it is known which of them are new.
  table.ensureIndex(5000);
  expect(table.growthBytes(5000)).toBe(0);
  expect([...sizes, table.slots]).toEqual([1024, 4096, 16_384, 142_859, 142_859]);
  for (let i = 1; i <= 100_000; i += 997) expect(table.find(i, i * 7)).toBe(i);
});
