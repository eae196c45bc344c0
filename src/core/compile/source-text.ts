/** A file's text, or why it has none: the line, and what to do about it. */
export type SourceText =
  | { readonly text: string }
  | { readonly text: undefined; readonly line: number; readonly hint: string };

const SAVE = 'save it as UTF-8';
const LINE_END = 0x0a;
/** Text in UTF-16 has a zero in almost every pair of bytes; nothing else that is text has any. */
const UTF16_ZEROS = 0.25;

/** Decodes a file, without its byte order mark; what is not UTF-8 is named. */
export function sourceText(bytes: Uint8Array): SourceText {
  const refused = (at: number, seen: string): SourceText => ({
    text: undefined,
    line: 1 + bytes.subarray(0, at).filter((byte) => byte === LINE_END).length,
    hint: `${seen}: ${SAVE}`,
  });
  if (isUtf16(bytes)) return refused(0, 'it looks like UTF-16, as some Windows editors write');
  const wrong = firstWrong(bytes);
  if (wrong !== undefined) {
    const byte = `0x${(bytes[wrong] ?? 0).toString(16).padStart(2, '0')}`;
    return refused(wrong, `the byte ${byte} is not UTF-8; it may be Latin-1 or Windows-1252`);
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) return refused(zero, 'it contains a zero byte, which no text does');
  return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
}

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const zeros = bytes.filter((byte) => byte === 0).length;
  return zeros > bytes.length * UTF16_ZEROS;
}

/** Where the bytes stop being UTF-8: there, decoding and encoding does not give them back. */
function firstWrong(bytes: Uint8Array): number | undefined {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(lossy);
  let at = bytes.findIndex((byte, i) => byte !== again[i]);
  if (at < 0) return undefined;
  // What stands there instead may begin with the same bytes.
  while (((again[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
