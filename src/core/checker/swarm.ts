import type { Random } from '../support/index.js';

/** How one probe of a swarm differs from the others. */
export interface Temper {
  readonly depthMax: number;
  /** By route: 1 where events are put off. */
  readonly starved: Uint8Array;
}

/** The least bound of a probe's depth, doubled at random; the bound drawn is up to twice that. */
const DEPTH_LEAST = 16;
const DOUBLINGS = 6;
/** An event that is put off is still chosen once in this many times, */
const PATIENCE = 16;
/** or when this many choices were put off. */
const PUT_OFF_MAX = 8;

/** The route of a message: its link. `from` and `to` are indexes of `nodes` nodes. */
export function routeOfLink(from: number, to: number, nodes: number): number {
  return from * nodes + to;
}

/** The route of a node's timers. */
export function routeOfTimers(node: number, nodes: number): number {
  return nodes * nodes + node;
}

/**
 * Draws a probe's temper. Each probe has its own maximum depth, usually a small one, and starves
 * some links and some nodes' timers: what is rare under uniform choices (a message that is thirty
 * steps late, a node that hears only from one other) is then common in some probes.
 *
 * The idea: A. Groce et al., Swarm testing, ISSTA 2012; G. Holzmann et al., Swarm verification
 * techniques, TSE 2011.
 */
export function drawTemper(random: Random, nodes: number, depthMax: number): Temper {
  const least = DEPTH_LEAST << random.below(DOUBLINGS + 1);
  const bound = least + random.below(least);
  const quarters = random.below(4);
  const starved = new Uint8Array(nodes * nodes + nodes);
  for (let route = 0; route < starved.length; route++) {
    starved[route] = random.below(4) < quarters ? 1 : 0;
  }
  return { depthMax: Math.min(bound, depthMax), starved };
}

/** Chooses one of `count` events, putting off those for which `isStarved` holds. */
export function chooseFed(
  random: Random,
  count: number,
  isStarved: (index: number) => boolean,
): number {
  for (let putOff = 0; ; putOff++) {
    const index = random.below(count);
    if (putOff === PUT_OFF_MAX || !isStarved(index) || random.below(PATIENCE) === 0) return index;
  }
}
