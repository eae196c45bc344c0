import { assert } from '../support/index.js';
import { worldKey, Stepper, type Event, type Links, type World } from '../system/index.js';
import type { SearchProblem } from './search.js';

/** Takes events from the start with the one `step`: the proof that a way exists. */
export function replay(problem: SearchProblem, links: Links, events: readonly Event[]): World {
  const stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
  let state: World = { ...problem.start, links };
  for (const event of events) {
    assert(stepper.refusal(state, event) === undefined, 'a way that cannot be taken');
    state = stepper.step(state, event).world;
  }
  return state;
}

/** The same where the last event makes a handler throw, in the state that is `meant`. */
export function replayToFault(
  problem: SearchProblem,
  links: Links,
  events: readonly Event[],
  meant: World,
): World {
  const state = replay(problem, links, events);
  const { exception } = state;
  assert(exception !== undefined, 'a way to an exception that does not throw');
  assert(worldKey(state) === worldKey({ ...meant, exception }), 'a way to another state');
  return state;
}
