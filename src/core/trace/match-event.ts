import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress } from '../lab/index.js';
import { mayFire } from '../system/index.js';
import type { ReplayState, ReplayStepper } from './replay-stepper.js';
import type { TraceAction } from './trace.js';

/**
 * Of what can happen now, the event that stands for a recorded one that cannot: the first message
 * of the same class between the same nodes, or the first timer of that class of the same node.
 */
export function matchEvent(
  stepper: ReplayStepper,
  state: ReplayState,
  action: TraceAction,
  classes: ClassTable,
): TraceAction | undefined {
  if (action.kind === 'deliver' || action.kind === 'duplicate' || action.kind === 'drop') {
    const { from, to, message } = action.envelope;
    const name = className(message, classes);
    for (const { envelope } of state.flights.values()) {
      if (envelope.from !== from || envelope.to !== to) continue;
      if (className(envelope.message, classes) !== name) continue;
      const candidate = { ...action, envelope };
      if (stepper.refusal(state, candidate) === undefined) return candidate;
    }
  }
  if (action.kind === 'fire') {
    const { owner, timer } = action.timer;
    const name = className(timer, classes);
    const timers = state.locals.get(rootAddress(owner))?.timers ?? [];
    return mayFire(timers)
      .filter((other) => other.owner === owner && className(other.timer, classes) === name)
      .map((other): TraceAction => ({ kind: 'fire', timer: other }))
      .find((candidate) => stepper.refusal(state, candidate) === undefined);
  }
  return undefined;
}

/** The class of a message or timer, by name; the text itself for what is of no class. */
export function className(text: Canonical, classes: ClassTable): string {
  const value = decode(text, classes);
  const name = typeof value === 'object' && value !== null ? classes.nameOf(value) : undefined;
  return name ?? text;
}
