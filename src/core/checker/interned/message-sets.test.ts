import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageSets } from './message-sets.js';
import type { Messages } from './messages.js';

/** Messages whose order is the reverse of their numbers, as for later ones with earlier texts. */
const messages = { compare: (a: number, b: number) => b - a } as unknown as Messages;
const members = fc.array(fc.nat(12), { maxLength: 8 });

function sorted(numbers: Iterable<number>): number[] {
  return [...new Set(numbers)].sort((a, b) => b - a);
}

test('equal sets have one number, however they came about', () => {
  fc.assert(
    fc.property(members, members, (a, b) => {
      const sets = new MessageSets(messages);
      const union = sets.union(sets.of(a), sets.of(b));
      expect([...sets.membersOf(union)]).toEqual(sorted([...a, ...b]));
      expect(sets.of([...b, ...a])).toBe(union);
      expect(sets.union(sets.of(b), sets.of(a))).toBe(union);
      let one = sets.of([]);
      for (const message of [...a, ...b]) one = sets.with(one, message);
      expect(one).toBe(union);
    }),
  );
});

test('what is in one set and not in the other', () => {
  fc.assert(
    fc.property(members, members, (a, b) => {
      const sets = new MessageSets(messages);
      const other = new Set(b);
      expect(sets.without(sets.of(a), sets.of(b))).toEqual(sorted(a.filter((m) => !other.has(m))));
    }),
  );
});
