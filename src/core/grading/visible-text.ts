/**
 * Control characters but line ends and tabs, what turns the direction of text, and half characters.
 */
const UNSEEN =
  /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** Text that a student may have written, with what nobody would see of it made visible. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(UNSEEN, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${hex(code)}`;
  });
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
