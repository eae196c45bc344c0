/**
 * A lab may put anything into a text: codes that move a terminal's cursor or write its clipboard,
 * reverse the direction of a line, or imitate one of our lines. Every such text that people see
 * comes through here, which makes these codes visible.
 */

/** Control characters (except line breaks and tabs), line separators, and direction marks. */
const UNSHOWN =
  /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u200b\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** What CI servers take for a command, anywhere in a line. */
const COMMAND = /##(?=[\w.]*\[)/g;

/** Whether a text may hold any of these: most do not, and this test is many times faster. */
const DOUBTFUL = /[^\t\n\x20-\x22\x24-\x7e\u2010-\u2027\u2190-\u21ff]/;

const NAMED: Readonly<Record<string, string>> = { '\r': String.raw`\r`, '\n': String.raw`\n` };

/** A text whose lines may be printed: control characters are shown as `\x1b`, `\u202e`. */
export function shownText(text: string): string {
  if (!DOUBTFUL.test(text)) return text;
  return text.replaceAll(UNSHOWN, escaped).replaceAll(COMMAND, String.raw`#\x23`);
}

/** The same in one line: a line break is shown as `\n`. */
export function shownLine(text: string): string {
  return shownText(text).replaceAll('\n', String.raw`\n`);
}

/** The lines of a shown text; all but the first are marked, so that none looks like one of ours. */
export function markedLines(text: string): string[] {
  return text.split('\n').map((line, i) => (i === 0 ? line : `│ ${line}`));
}

/** Data with every text in it shown, keys included. */
export function shownData<T>(value: T): T {
  return shown(value) as T;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(shown);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [shownText(key), shown(item)]),
  );
}

/** JSON with the same values that is safe to print: unshown characters appear as `\u202e`. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replaceAll(UNSHOWN, (char) => unicode(char))
    .replaceAll(COMMAND, String.raw`#\u0023`);
}

function escaped(char: string): string {
  const code = char.charCodeAt(0);
  return NAMED[char] ?? (code < 256 ? `\\x${hex(code, 2)}` : unicode(char));
}

function unicode(char: string): string {
  return `\\u${hex(char.charCodeAt(0), 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
