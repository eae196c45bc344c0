// Captured at load: after SES lockdown, reading it off Math is slow.
const { imul } = Math;

/**
 * 64 bits of a text as 16 hex digits, the same on every machine. For trace files and reports; no
 * verdict relies on fingerprints being free of collisions.
 */
export function fingerprint(text: string): string {
  let a = 0x9e3779b9 | 0;
  let b = 0x243f6a88 | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = imul(a ^ unit, 0x85ebca6b);
    b = imul(b ^ unit, 0xc2b2ae35);
    a ^= b >>> 15;
    b ^= a >>> 13;
  }
  a = imul(a ^ (b >>> 16), 0x21f0aaad);
  b = imul(b ^ (a >>> 15), 0x735a2d97);
  a ^= b >>> 13;
  return hex(a) + hex(b);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
