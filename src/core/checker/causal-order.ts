import {
  envelopeKey,
  placeOf,
  type Event,
  type Stepper,
  type SystemState,
} from '../system/index.js';

/**
 * Puts events into an order in which each stands close to what caused it: a message is followed
 * through to where it leads before another begins. Events at one node keep their order, a message
 * comes after the step that first sent it, and the last event stays the last; so every event can
 * still be taken and the state at the end is the same.
 */
export function causalOrder(
  stepper: Stepper,
  start: SystemState,
  events: readonly Event[],
): Event[] {
  const waitingFor = causesOf(stepper, start, events);
  const result: Event[] = [];
  const placed: number[] = [];
  while (placed.length < events.length) {
    const next = mostRecentlyCaused(waitingFor, placed);
    placed.push(next);
    result.push(events[next] as Event);
  }
  return result;
}

/** For each event, the events that have to come before it. */
function causesOf(
  stepper: Stepper,
  start: SystemState,
  events: readonly Event[],
): readonly ReadonlySet<number>[] {
  const sentBy = new Map<string, number>();
  const lastAt = new Map<string, number>();
  let state = start;
  return events.map((event, index) => {
    const causes = new Set<number>();
    const before = lastAt.get(placeOf(event));
    if (before !== undefined) causes.add(before);
    if (event.kind === 'deliver') {
      const sender = sentBy.get(envelopeKey(event.envelope));
      if (sender !== undefined) causes.add(sender);
    }
    if (index === events.length - 1) for (let i = 0; i < index; i++) causes.add(i);
    lastAt.set(placeOf(event), index);
    const step = stepper.step(state, event);
    for (const envelope of step.effects.sends) {
      const key = envelopeKey(envelope);
      if (!state.network.has(key)) sentBy.set(key, index);
    }
    state = step.state;
    return causes;
  });
}

/** Of the events whose causes all happened, the one with the latest of them; then the earliest. */
function mostRecentlyCaused(
  waitingFor: readonly ReadonlySet<number>[],
  placed: readonly number[],
): number {
  const position = new Map(placed.map((event, at) => [event, at]));
  let best = -1;
  let bestCause = -2;
  for (const [event, causes] of waitingFor.entries()) {
    if (position.has(event)) continue;
    let latest = -1;
    for (const cause of causes) latest = Math.max(latest, position.get(cause) ?? Infinity);
    if (latest === Infinity || latest <= bestCause) continue;
    best = event;
    bestCause = latest;
  }
  return best;
}
