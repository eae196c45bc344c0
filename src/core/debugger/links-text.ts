import type { Address } from '../lab/index.js';
import type { World } from '../system/index.js';

/** Beyond this many, links that are off are counted, not listed. */
const LISTED_MAX = 3;

/** Which links and timers are off: `off: server1 ↔ server3, timers of server2`. */
export function linksText({ links, locals }: World): string {
  const nodes = [...locals.keys()];
  const isOff = (from: Address, to: Address): boolean => !links.mayDeliver(from, to);
  const off = pairs(nodes, isOff);
  const on = pairs(nodes, (from, to) => links.mayDeliver(from, to));
  const timers = nodes.filter((node) => !links.mayFire(node)).map((node) => `timers of ${node}`);
  if (off.length + timers.length === 0) return 'all links and timers are on';
  if (on.length === 0 && off.length > 0) return ['no link is on', ...timers].join(', ');
  if (off.length + timers.length <= LISTED_MAX) return `off: ${[...off, ...timers].join(', ')}`;
  const each = nodes.flatMap((from) => nodes.filter((to) => to !== from && isOff(from, to)));
  const only = on.length <= LISTED_MAX ? `only ${on.join(', ')}` : `${each.length} links are off`;
  return [only, ...timers].join(', ');
}

/** `a ↔ b` if it holds both ways, `a → b` if only one. */
function pairs(
  nodes: readonly Address[],
  holds: (from: Address, to: Address) => boolean,
): string[] {
  return nodes.flatMap((a, i) =>
    nodes.slice(i + 1).flatMap((b) => {
      const [there, back] = [holds(a, b), holds(b, a)];
      if (there && back) return [`${a} ↔ ${b}`];
      if (there) return [`${a} → ${b}`];
      return back ? [`${b} → ${a}`] : [];
    }),
  );
}
