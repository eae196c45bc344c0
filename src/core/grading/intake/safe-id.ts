import { createHash } from 'node:crypto';

const ID_CHARS_MAX = 60;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name that can be a folder on every system and an argument in every shell, made of one that a
 * student or a platform chose. Different names stay different.
 */
export function safeId(name: string): string {
  const composed = name.normalize('NFC');
  const plain = composed
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.@+-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  if (plain === composed && plain.length <= ID_CHARS_MAX && !RESERVED.test(plain)) return plain;
  const hash = createHash('sha256').update(composed).digest('hex').slice(0, 6);
  const begin = plain.slice(0, ID_CHARS_MAX).replace(/[-.]+$/, '');
  return begin === '' ? `submission-${hash}` : `${begin}-${hash}`;
}
