import { ClassTable, decode, encode, type Canonical, type ClassEntry } from '../canon/index.js';
import type { Trace, TraceAction, TraceEvent } from './trace.js';

/**
 * The trace with its classes called as the lab calls them now: canonical text names a class by an
 * id, and an edit of the lab's code may give the same class another. Fingerprints of states that
 * hold such classes do not fit any more and are dropped.
 */
export function translateTrace(trace: Trace, current: readonly ClassEntry[]): Trace {
  const ids = new Map(current.map(({ id, name }) => [id, name]));
  if (trace.classes.every(({ id, name }) => ids.get(id) === name)) return trace;
  const translator = new Translator(trace.classes, current);
  return {
    ...trace,
    classes: current,
    workloads: new Map(
      [...trace.workloads].map(([client, commands]) => [
        client,
        commands.map((item) => ({
          ...item,
          command: translator.text(item.command),
          expected: item.expected && translator.text(item.expected),
        })),
      ]),
    ),
    events: trace.events.map((event): TraceEvent => ({
      atMs: event.atMs,
      action: translator.action(event.action),
    })),
  };
}

class Translator {
  readonly #before = new ClassTable();
  readonly #after = new ClassTable();
  readonly #known = new Map<Canonical, Canonical>();

  constructor(before: readonly ClassEntry[], after: readonly ClassEntry[]) {
    const names = new Map<string, string[]>();
    for (const { id, name } of after) names.set(name, [...(names.get(name) ?? []), id]);
    const now = new Set(after.map(({ id }) => id));
    for (const { id, name } of before) {
      const stand = { [name]: class {} }[name] as new () => object;
      this.#before.register(stand, id, name);
      const same = names.get(name) ?? [];
      const kept = same.includes(id) ? id : same.find((other) => !this.#isTaken(other));
      this.#after.register(stand, kept ?? unusedId(name, now), name);
    }
  }

  #isTaken(id: string): boolean {
    return this.#after.byId(id) !== undefined;
  }

  text(text: Canonical): Canonical {
    let translated = this.#known.get(text);
    if (translated === undefined) {
      translated = encode(decode(text, this.#before), this.#after, 'value');
      this.#known.set(text, translated);
    }
    return translated;
  }

  action(action: TraceAction): TraceAction {
    switch (action.kind) {
      case 'inject':
      case 'duplicate':
      case 'deliver':
      case 'drop': {
        const { envelope } = action;
        return { ...action, envelope: { ...envelope, message: this.text(envelope.message) } };
      }
      case 'fire': {
        const { timer } = action;
        return { ...action, timer: { ...timer, timer: this.text(timer.timer) } };
      }
      default:
        return action;
    }
  }
}

/** For a class that is no more: an id that no class has. */
function unusedId(name: string, taken: ReadonlySet<string>): string {
  let id = `gone.${name}`;
  while (taken.has(id)) id += '+';
  return id;
}
