import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markedLines, printableJson, shownData, shownLine, shownText } from './shown-text.js';

/** What none of our texts may hold, defined independently of the code: by Unicode categories. */
const DANGEROUS = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|\p{Bidi_Control}/u;

describe('a text of a lab', () => {
  test('shows what it must not send', () => {
    expect(shownText('\u001b[2J\u001b]52;c;cm0=\u0007 \r\n \u202e\u2066x \u009b \ud800')).toBe(
      String.raw`\x1b[2J\x1b]52;c;cm0=\x07 \r` + '\n' + String.raw` \u202e\u2066x \x9b \ud800`,
    );
    expect(shownText('##[error]x ##vso[task] ## Title')).toBe(
      String.raw`#\x23[error]x #\x23vso[task] ## Title`,
    );
  });

  test('is left alone where it is harmless', () => {
    const text = 'Put(key=ä, value=日本 👩‍👩‍👧 – “x”)\n\tsecond line';
    expect(shownText(text)).toBe(text);
  });

  test('holds nothing dangerous afterwards, whatever it held before', () => {
    const texts = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(texts, (text) => {
        expect(shownText(text)).not.toMatch(DANGEROUS);
        expect(shownLine(text)).not.toContain('\n');
      }),
    );
  });

  test('is shown wherever a single character of it is dangerous', () => {
    const chars = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    const texts = chars.map((char) => `a→b${char}`);
    expect(texts.filter((text) => DANGEROUS.test(text)).length).toBeGreaterThan(2000);
    expect(texts.filter((text) => DANGEROUS.test(shownText(text)))).toEqual([]);
  });

  test('has its further lines marked', () => {
    expect(markedLines('one\n...PASS')).toEqual(['one', '│ ...PASS']);
  });
});

test('data keeps its shape', () => {
  expect(shownData({ a: ['\u0007', 1, null], '\u001b': undefined })).toEqual({
    a: [String.raw`\x07`, 1, null],
    [String.raw`\x1b`]: undefined,
  });
});

test('JSON keeps its values', () => {
  const values = fc.jsonValue({ stringUnit: 'binary' });
  fc.assert(
    fc.property(values, (value) => {
      const text = printableJson(value, 2);
      expect(text).not.toMatch(DANGEROUS);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
