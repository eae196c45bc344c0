import { assert } from '../support/index.js';
import { stateKey, Stepper, type Event, type Links, type SystemState } from '../system/index.js';
import type { SearchProblem } from './search.js';

/** Takes events from the start with the one `step`: the proof that a way exists. */
export function replay(
  problem: SearchProblem,
  links: Links,
  events: readonly Event[],
): SystemState {
  const stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
  let state = problem.start;
  for (const event of events) {
    assert(stepper.isEnabled(state, event, links), 'a way that cannot be taken');
    state = stepper.step(state, event).state;
  }
  return state;
}

/** The same where the last event makes a handler throw, in the state that is `meant`. */
export function replayToFault(
  problem: SearchProblem,
  links: Links,
  events: readonly Event[],
  meant: SystemState,
): SystemState {
  const state = replay(problem, links, events);
  const { exception } = state;
  assert(exception !== undefined, 'a way to an exception that does not throw');
  assert(stateKey(state) === stateKey({ ...meant, exception }), 'a way to another state');
  return state;
}
