import { expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import { Links, type World } from '../system/index.js';
import { linksText } from './links-text.js';

const nodes = ['a', 'b', 'c', 'd'].map(toAddress);

/** The world of four nodes between which these links are off. */
function worldWithout(...off: readonly (readonly [from: string, to: string])[]): World {
  const links = off.reduce(
    (left, [from, to]) => left.withLink(toAddress(from), toAddress(to), false),
    Links.all,
  );
  return { links, locals: new Map(nodes.map((node) => [node, {}])) } as unknown as World;
}

test('a few links are named, and many are counted as the menu counts them: each way', () => {
  expect(linksText(worldWithout())).toBe('all links and timers are on');
  expect(linksText(worldWithout(['a', 'b'], ['b', 'a'], ['c', 'a']))).toBe('off: a ↔ b, c → a');
  const many = worldWithout(['a', 'b'], ['b', 'a'], ['c', 'a'], ['a', 'd'], ['d', 'a'], ['b', 'c']);
  expect(linksText(many)).toBe('6 links are off');
});
