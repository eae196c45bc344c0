import { decode, type Canonical, type ClassTable } from '../../canon/index.js';
import { rootAddress } from '../../lab/index.js';
import type { Action, Stepper, World } from '../../system/index.js';
import { likeness } from './likeness.js';

/** The classes of a recorded trace and of the current lab. */
export interface MatchedClasses {
  /** All classes: those of the trace and those of the lab. */
  readonly table: ClassTable;
  /** Names of classes that the lab had when the trace was made and no longer has... */
  readonly gone: ReadonlySet<string>;
  /** ...and of those that it did not have then. */
  readonly fresh: ReadonlySet<string>;
}

/**
 * The possible event that replaces a recorded one that cannot happen: a message of the same class
 * between the same nodes, or a timer of that class at the same node. Among several, the one most
 * like the recorded one; among equals, the first.
 */
export function matchEvent(
  stepper: Stepper,
  world: World,
  action: Action,
  classes: MatchedClasses,
): Action | undefined {
  if (action.kind === 'deliver' || action.kind === 'duplicate' || action.kind === 'lose') {
    const { from, to, message } = action.envelope;
    const candidates = [...world.network.values()]
      .filter((envelope) => envelope.from === from && envelope.to === to)
      .filter((envelope) => stepper.refusal(world, { ...action, envelope }) === undefined);
    const envelope = mostAlike(candidates, (each) => each.message, message, classes);
    return envelope && { ...action, envelope };
  }
  if (action.kind === 'fire') {
    const { owner, timer } = action.timer;
    const timers = world.locals.get(rootAddress(owner))?.timers ?? [];
    const candidates = timers
      .filter((other) => other.owner === owner)
      .filter((other) => stepper.refusal(world, { kind: 'fire', timer: other }) === undefined);
    const match = mostAlike(candidates, (each) => each.timer, timer, classes);
    return match && { kind: 'fire', timer: match };
  }
  return undefined;
}

function mostAlike<T>(
  candidates: readonly T[],
  textOf: (candidate: T) => Canonical,
  recorded: Canonical,
  classes: MatchedClasses,
): T | undefined {
  const name = className(recorded, classes.table);
  let best: { readonly candidate: T; readonly score: number } | undefined;
  for (const candidate of candidates) {
    const text = textOf(candidate);
    if (!isSameKind(name, className(text, classes.table), classes)) continue;
    const score = likeness(recorded, text, classes.table);
    if (best === undefined || score > best.score) best = { candidate, score };
  }
  return best?.candidate;
}

/** If a class is gone and another name is new, the class may have been renamed. */
function isSameKind(recorded: string, now: string, { gone, fresh }: MatchedClasses): boolean {
  return recorded === now || (gone.has(recorded) && fresh.has(now));
}

/** The class name of a message or timer; the text itself for a value without a class. */
export function className(text: Canonical, classes: ClassTable): string {
  const value = decode(text, classes);
  const name = typeof value === 'object' && value !== null ? classes.nameOf(value) : undefined;
  return name ?? text;
}
