import { assert } from '../support/index.js';
import { worldKey, Stepper, type Event, type Links, type World } from '../system/index.js';
import type { SearchProblem } from './search.js';

/** Takes events from the start with the one `step`: the proof that a path exists. */
export function takePath(problem: SearchProblem, links: Links, events: readonly Event[]): World {
  const stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
  let state: World = { ...problem.start, links };
  for (const event of events) {
    assert(stepper.refusal(state, event) === undefined, 'a path that cannot be taken');
    state = stepper.step(state, event).world;
  }
  return state;
}

/** The same, where the last event makes a handler throw, in the state that is `meant`. */
export function replayToFault(
  problem: SearchProblem,
  links: Links,
  events: readonly Event[],
  meant: World,
): World {
  const state = takePath(problem, links, events);
  const { exception } = state;
  assert(exception !== undefined, 'a path to an exception that does not throw');
  assert(worldKey(state) === worldKey({ ...meant, exception }), 'a path to another state');
  return state;
}
