import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextEdits } from './text-edits.js';

const edit = fc.record({
  at: fc.nat(60),
  length: fc.nat(3),
  kind: fc.constantFrom('open' as const, 'close' as const, 'replace' as const),
  text: fc.constantFrom('', '·', '[··]'),
});

/** Edits that do not overlap: each a little after the one before. */
function applyAll(
  source: string,
  edits: readonly (typeof edit extends fc.Arbitrary<infer T> ? T : never)[],
) {
  const made = new TextEdits(source);
  let from = 0;
  for (const { at, length, kind, text } of edits) {
    const start = from + (at % 7);
    const end = kind === 'replace' ? start + length : start;
    if (end > source.length) break;
    if (kind === 'replace') made.replace(start, end, text);
    else made[kind](start, text);
    from = end + 1;
  }
  return made.apply();
}

const source = fc
  .array(fc.constantFrom('a', 'b', '\n'), { maxLength: 60 })
  .map((letters) => letters.join(''));

test('every line keeps its number', () => {
  fc.assert(
    fc.property(source, fc.array(edit, { maxLength: 12 }), (text, edits) => {
      const edited = applyAll(text, edits);
      expect(edited.text.split('\n')).toHaveLength(text.split('\n').length);
    }),
  );
});

test('what stays is found where it went', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWabcdefghijklmnopqrstuvw';
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const edited = applyAll(letters, edits);
      for (const [offset, letter] of letters.split('').entries()) {
        if (!edited.text.includes(letter)) continue;
        // Text inserted at the offset comes before it.
        const rest = edited.text.slice(edited.locate(offset));
        expect(rest.replace(/^(?:·|\[··\])*/, '')[0]).toBe(letter);
      }
    }),
  );
});

test('several edits at one offset: closers inside out, then openers outside in', () => {
  const edits = new TextEdits('ab');
  edits.open(1, '<1');
  edits.close(1, '1>');
  edits.open(1, '<2');
  edits.close(1, '2>');
  expect(edits.apply().text).toBe('a2>1><1<2b');
});

test('a replaced range is gone, its line breaks stay', () => {
  const edits = new TextEdits('a\nbc\nd');
  edits.replace(0, 4, 'z');
  const edited = edits.apply();
  expect(edited.text).toBe('z\n\nd');
  expect([0, 1, 2, 4, 5].map((offset) => edited.locate(offset))).toEqual([
    0,
    undefined,
    undefined,
    2,
    3,
  ]);
});
