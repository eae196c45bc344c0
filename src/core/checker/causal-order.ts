import { Origins, placeOf, type Event, type Stepper, type World } from '../system/index.js';

/**
 * Reorders events so that each is close to its cause: one message is followed to its consequences
 * before another begins. Events at one node keep their order, a message comes after the step that
 * first sent it, and the last event stays last; so every event can still be taken and the final
 * state is the same.
 */
export function causalOrder(stepper: Stepper, start: World, events: readonly Event[]): Event[] {
  const causes = causesOf(stepper, start, events);
  const result: Event[] = [];
  const placed: number[] = [];
  while (placed.length < events.length) {
    const next = mostRecentlyCaused(causes, placed);
    placed.push(next);
    result.push(events[next] as Event);
  }
  return result;
}

/** What has to come before an event. */
interface Causes {
  readonly all: ReadonlySet<number>;
  /** The step that first sent the message, if a step on this path did. */
  readonly sender: number | undefined;
}

function causesOf(stepper: Stepper, start: World, events: readonly Event[]): Causes[] {
  const origins = new Origins(start.network);
  const lastAt = new Map<string, number>();
  let state = start;
  return events.map((event, index) => {
    const all = new Set<number>();
    const before = lastAt.get(placeOf(event));
    if (before !== undefined) all.add(before);
    const step = stepper.step(state, event);
    const origin = origins.take(event, step.effects);
    const sender = event.kind === 'deliver' ? origin?.maker : undefined;
    if (sender !== undefined) all.add(sender);
    if (index === events.length - 1) for (let i = 0; i < index; i++) all.add(i);
    lastAt.set(placeOf(event), index);
    state = step.world;
    return { all, sender };
  });
}

/**
 * Among the events whose causes have all happened, the one with the latest cause; among those, a
 * message sent by that cause rather than its sender's next event; then the earliest.
 */
function mostRecentlyCaused(causes: readonly Causes[], placed: readonly number[]): number {
  const position = new Map(placed.map((event, at) => [event, at]));
  let best = -1;
  let bestRank = -Infinity;
  for (const [event, { all, sender }] of causes.entries()) {
    if (position.has(event)) continue;
    let latest = -1;
    for (const cause of all) latest = Math.max(latest, position.get(cause) ?? Infinity);
    const sentThere = sender !== undefined && position.get(sender) === latest;
    const rank = latest + (sentThere ? 0.5 : 0);
    if (latest === Infinity || rank <= bestRank) continue;
    best = event;
    bestRank = rank;
  }
  return best;
}
