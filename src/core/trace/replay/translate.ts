import {
  ClassTable,
  decode,
  encode,
  fingerprint,
  type Canonical,
  type ClassEntry,
  type Sharing,
} from '../../canon/index.js';
import type { Action } from '../../system/index.js';
import type { MatchedClasses } from './match-event.js';
import type { Trace, TraceEvent, TraceEvidence } from '../file/index.js';

/** A trace in terms of the current lab. */
export interface TranslatedTrace {
  readonly trace: Trace;
  readonly classes: MatchedClasses;
}

/**
 * The trace with the lab's current class ids: canonical text names a class by an id, which an edit
 * of the lab's code may change. A class that is gone keeps an id that no other has.
 */
export function translateTrace(recorded: Trace, current: readonly ClassEntry[]): TranslatedTrace {
  const isSame = sameIds(recorded.classes, current);
  const translator = new Translator(recorded.classes, current);
  const table = new ClassTable();
  table.addCatalogue([...current, ...translator.gone]);
  const before = new Set(recorded.classes.map(({ name }) => name));
  return {
    trace: isSame ? recorded : translator.trace(recorded),
    classes: {
      table,
      gone: new Set(translator.gone.map(({ name }) => name)),
      fresh: new Set(current.map(({ name }) => name).filter((name) => !before.has(name))),
    },
  };
}

function sameIds(recorded: readonly ClassEntry[], current: readonly ClassEntry[]): boolean {
  const names = new Map(current.map(({ id, name }) => [id, name]));
  return recorded.every(({ id, name }) => names.get(id) === name);
}

class Translator {
  /** The classes that are gone, as in the translated trace. */
  readonly gone: ClassEntry[] = [];
  readonly #before = new ClassTable();
  readonly #after = new ClassTable();
  readonly #known = new Map<string, Canonical>();

  constructor(before: readonly ClassEntry[], after: readonly ClassEntry[]) {
    const names = new Map<string, string[]>();
    for (const { id, name } of after) names.set(name, [...(names.get(name) ?? []), id]);
    const now = new Set(after.map(({ id }) => id));
    for (const { id, name, fields } of before) {
      if (this.#before.byId(id) !== undefined) continue;
      const stand = { [name]: class {} }[name] as new () => object;
      this.#before.register(stand, id, name);
      const free = (names.get(name) ?? []).filter((other) => !this.#isTaken(other));
      const kept = free.includes(id) ? id : free[0];
      if (kept === undefined) {
        const unused = this.#unusedId(now);
        this.gone.push({ id: unused, name, fields });
        this.#after.register(stand, unused, name);
      } else {
        this.#after.register(stand, kept, name);
      }
    }
  }

  trace(trace: Trace): Trace {
    return {
      ...trace,
      workloads: new Map(
        [...trace.workloads].map(([client, commands]) => [
          client,
          commands.map((item) => ({
            ...item,
            command: this.#text(item.command),
            expected: item.expected && this.#text(item.expected),
          })),
        ]),
      ),
      events: trace.events.map((event) => this.#event(event)),
    };
  }

  #isTaken(id: string): boolean {
    return this.#after.byId(id) !== undefined;
  }

  /** An id that no class has, for a class that is gone: its name may not be valid in an id. */
  #unusedId(now: ReadonlySet<string>): string {
    let id = `gone.${this.gone.length}`;
    while (now.has(id) || this.#isTaken(id)) id += '+';
    return id;
  }

  /** If the trace does not have the state itself, its fingerprint no longer fits. */
  #event({ atMs, action, evidence }: TraceEvent): TraceEvent {
    const translated = evidence && this.#evidence(evidence);
    const state = translated?.state;
    return {
      atMs,
      action: this.#action(action),
      fingerprint: state && fingerprint(state),
      evidence: translated,
    };
  }

  #evidence({ state, sends, sets, results, log }: TraceEvidence): TraceEvidence {
    return {
      state: state && this.#text(state, 'state'),
      sends: sends.map((envelope) => ({ ...envelope, message: this.#text(envelope.message) })),
      sets: sets.map((timer) => ({ ...timer, timer: this.#text(timer.timer) })),
      results: results.map((result) => this.#text(result)),
      log,
    };
  }

  #action(action: Action): Action {
    switch (action.kind) {
      case 'inject':
      case 'duplicate':
      case 'deliver':
      case 'lose': {
        const { envelope } = action;
        return { ...action, envelope: { ...envelope, message: this.#text(envelope.message) } };
      }
      case 'fire': {
        const { timer } = action;
        return { ...action, timer: { ...timer, timer: this.#text(timer.timer) } };
      }
      default:
        return action;
    }
  }

  #text(text: Canonical, sharing: Sharing = 'value'): Canonical {
    const key = `${sharing} ${text}`;
    let translated = this.#known.get(key);
    if (translated === undefined) {
      translated = encode(decode(text, this.#before), this.#after, sharing);
      this.#known.set(key, translated);
    }
    return translated;
  }
}
