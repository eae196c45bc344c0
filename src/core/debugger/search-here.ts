import { search, type SearchProgress } from '../checker/index.js';
import type { Predicate } from '../predicate/index.js';
import { Network, type Event, type Handlers, type World } from '../system/index.js';
import type { Session } from './session.js';
import type { Watched } from './truths.js';

/** The safety nets; a person can stop the search earlier. */
const TIME_MAX_MS = 120_000;
const MEMORY_MAX_BYTES = 3 * 1024 ** 3;

/** What a search from the current moment found. */
export interface FoundHere {
  /** The events from there; undefined if nothing was found. */
  readonly events: readonly Event[] | undefined;
  /** The result in one sentence. */
  readonly text: string;
}

/** What to search for: a predicate to make true, or any violation. */
export type Sought = number | 'violation';

/**
 * Searches breadth-first from the current moment, with the links and timers that are on there,
 * using the checker that the tests use.
 */
export function searchHere(
  session: Session,
  handlers: Handlers,
  sought: Sought,
  statesMax: number,
  report: (progress: SearchProgress) => 'go on' | 'stop',
): FoundHere {
  const { scene, lab, here } = session;
  const goal = sought === 'violation' ? undefined : scene.watched[sought];
  const invariants = predicates(scene.watched, 'invariant').filter((each) => {
    return each !== goal?.predicate;
  });
  // If an invariant is already broken, a search for something else would end at once.
  const isBroken = session.brokenHere().length > 0;
  const result = search(
    {
      plan: scene.plan,
      start: asSet(here.world),
      handlers,
      classes: lab.classes,
    },
    {
      links: here.world.links,
      invariants: goal !== undefined && isBroken ? [] : invariants,
      goals: goal === undefined ? [] : [goal.predicate],
      prunes: predicates(scene.watched, 'prune').filter((each) => each !== goal?.predicate),
      strategy: 'bfs',
      depthMax: Infinity,
      statesMax,
      timeMaxMs: TIME_MAX_MS,
      memoryMaxBytes: MEMORY_MAX_BYTES,
      seed: 0,
      workers: 1,
      diamonds: true,
      patience: Infinity,
    },
    report,
  );
  const { finding, end, states } = result;
  const looked = `${states} ${states === 1 ? 'state' : 'states'} looked at`;
  if (finding === undefined) {
    const name = goal?.predicate.name ?? 'a violation';
    return { events: undefined, text: `${name}: not found, ${ENDS[end]}, ${looked}` };
  }
  const steps = finding.events.length;
  const what = finding.predicate?.name ?? 'a handler that fails';
  const how = end === 'violation' ? 'violated' : 'found';
  return {
    events: finding.events,
    text: `${what}: ${how} after ${steps} ${steps === 1 ? 'step' : 'steps'}, ${looked}`,
  };
}

const ENDS = {
  goal: 'found',
  violation: 'violated',
  exception: 'a handler fails',
  exhausted: 'and nothing else can be reached',
  states: 'and the limit on states is reached',
  depth: 'and the limit on depth is reached',
  probes: 'and the limit on steps is reached',
  settled: 'and nothing new was met for a long time',
  time: 'and two minutes have passed',
  memory: 'and the memory is full',
  stopped: 'because it was stopped',
} as const;

function predicates(watched: readonly Watched[], role: Watched['role']): Predicate[] {
  return watched.filter((each) => each.role === role).map(({ predicate }) => predicate);
}

/** A search's network is a set: the messages in flight of a run, each once. */
function asSet(world: World): World {
  if (world.network.kind === 'set') return world;
  return {
    ...world,
    network: Network.of('set', world.network.values()),
    aside: Network.of('set', world.aside.values()),
  };
}
