import { assert, leaveOutSingles, leaveOutSpans, type Reducible } from '../support/index.js';
import type { Event, Stepper, World } from '../system/index.js';

/** A path through a system: events that can be taken one after the other from `start`. */
export interface PathProblem {
  readonly stepper: Stepper;
  /** The start state, with the links that restrict the events. */
  readonly start: World;
  /** Whether a state shows what the path is meant to show. Pure. */
  readonly shows: (state: World) => boolean;
}

/**
 * Drops events that are not needed, until no single one can be left out. The rest keep their order
 * and still end in a state that shows the same. Larger groups of events are tried first, so that a
 * long path with few needed events costs little.
 */
export function minimise(path: PathProblem, events: readonly Event[]): Event[] {
  const found = taken(path, path.start, events);
  assert(found !== undefined, 'the path to be minimised does not show what it was found for');
  let kept = found;
  const items: Reducible = {
    get length() {
      return kept.length;
    },
    leaveOut: (from, until) => {
      const before = kept.slice(0, from);
      const rest = taken(path, after(path, before), kept.slice(until));
      if (rest !== undefined) kept = [...before, ...rest];
    },
  };
  leaveOutSpans(items);
  leaveOutSingles(items);
  return kept;
}

/**
 * The events that can be taken from a state, up to the first state that shows what is wanted;
 * `undefined` if none does.
 */
function taken(path: PathProblem, from: World, events: readonly Event[]): Event[] | undefined {
  const result: Event[] = [];
  let state = from;
  if (path.shows(state)) return result;
  for (const event of events) {
    if (path.stepper.refusal(state, event) !== undefined) continue;
    state = path.stepper.step(state, event).world;
    result.push(event);
    if (path.shows(state)) return result;
  }
  return undefined;
}

/** The state after events that can all be taken. */
export function after(
  { stepper, start }: Pick<PathProblem, 'stepper' | 'start'>,
  events: readonly Event[],
) {
  return events.reduce((state, event) => stepper.step(state, event).world, start);
}
