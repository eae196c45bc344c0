import type { Address } from '../../../index.js';
import type { View } from '../given/lab2.js';
import type { Finding } from '../../../testing.js';
import { finding, show } from './advice.js';
import type { AppendedValues } from './appended-values.js';
import { shortened } from './contents.js';

type Texts = ReadonlyMap<string, string>;

/** A primary executed something that its backup acknowledged but did not have. */
export interface Suspicion {
  readonly at: number;
  readonly primary: Address;
  readonly view: View;
  /** What the primary's store held before and after, by key. */
  readonly before: Texts;
  readonly after: Texts;
  /** Its keys are keys of commands, not indexes of a list. */
  readonly isByKey: boolean;
  /** The backup knew of the operation when it acknowledged it. */
  readonly hadHeard: boolean;
}

interface Suspected extends Suspicion {
  /** How many texts of the primary had been seen by then. */
  readonly seen: number;
}

/**
 * Operations that the backup of a view never executes although it acknowledged them and its primary
 * executed them. While several are under way, the backup may be ahead of its primary, or execute an
 * operation later: so it is watched to the end of the view, and a backup that ends up with the same
 * data is right.
 */
export class MissingAtBackup {
  readonly #suspicions: Suspected[] = [];
  /** By server and view: what its store held, in the order of the story. */
  readonly #held = new Map<string, Texts[]>();
  readonly #appended: AppendedValues;

  constructor(appended: AppendedValues) {
    this.#appended = appended;
  }

  suspect(suspicion: Suspicion): void {
    const { primary, view } = suspicion;
    const seen = this.#held.get(keyOf(primary, view))?.length ?? 0;
    this.#suspicions.push({ ...suspicion, seen });
  }

  /** Takes what a server's store holds after a step. */
  see(server: Address, view: View, store: Texts): void {
    const key = keyOf(server, view);
    const held = this.#held.get(key);
    if (held === undefined) this.#held.set(key, [store]);
    else held.push(store);
    const { primary, backup } = view;
    if (primary === null || backup === null || (server !== primary && server !== backup)) return;
    const theirs = this.#held.get(keyOf(server === primary ? backup : primary, view))?.at(-1);
    if (theirs === undefined || !isEqual(theirs, store)) return;
    // What both have by now, nobody lacks.
    const others = this.#suspicions.filter((one) => one.view.viewNum !== view.viewNum);
    this.#suspicions.splice(0, Infinity, ...others);
  }

  /** At the end of a story: the first operation of each view that its backup never executed. */
  end(): Finding[] {
    const told = new Set<number>();
    return this.#suspicions.flatMap((suspicion) => {
      const { view, primary, at, hadHeard } = suspicion;
      const missing = told.has(view.viewNum) ? undefined : this.#missing(suspicion);
      if (missing === undefined) return [];
      told.add(view.viewNum);
      const backup = String(view.backup);
      const cause = hadHeard ? 'backup-does-not-execute' : 'wrong-forward-reply';
      const what =
        `${primary} executed an operation when ${backup} answered, and ${backup} executes it ` +
        `nowhere in view ${show(view)}: it has no ${missing}`;
      return [finding(cause, at, what)];
    });
  }

  /** What the operation left at the primary but its backup never had: `'x' under foo`. */
  #missing(suspicion: Suspected): string | undefined {
    const { view, before, after, isByKey } = suspicion;
    const held = this.#held.get(keyOf(view.backup as Address, view)) ?? [];
    for (const [key, value] of after) {
      const old = before.get(key);
      if (old === value || value === '') continue;
      const values = held.map((texts) => texts.get(key));
      const parts = this.#partsAdded(old ?? '', value);
      const isHidden = this.#isHidden(suspicion, isByKey ? key : undefined);
      const isMissing = isByKey
        ? isNever(value, old, values)
        : this.#appended.isLastPut(value) && !isAmong(value, held);
      const piece =
        parts.length > 0 ? this.#partMissing(parts, held, isHidden) : isMissing ? value : undefined;
      if (piece !== undefined) return `'${shortened(piece)}'${isByKey ? ` under ${key}` : ''}`;
    }
    return undefined;
  }

  /** What was appended, as far as it is known who issued it. */
  #partsAdded(old: string, value: string): readonly string[] {
    const before = this.#appended.partsOf(old);
    return this.#appended.partsOf(value).filter((part) => !before.includes(part));
  }

  /** A value that was appended at the primary and is nowhere in the backup's store. */
  #partMissing(
    parts: readonly string[],
    held: readonly Texts[],
    isHidden: boolean,
  ): string | undefined {
    const texts = new Set(held.flatMap((store) => [...store.values()]));
    const all = [...texts].map((text) => this.#appended.partsOf(text));
    const known = new Set(all.flat());
    return parts.find((part, index) => {
      if (known.has(part) || isHidden) return false;
      // What was put may be gone again, but not from under what was appended to it.
      const next = parts[index + 1];
      return !this.#appended.isPut(part) || (next !== undefined && known.has(next));
    });
  }

  /**
   * Whether the backup executed a put that its primary had not executed: in the same step, that may
   * have taken away what was written just before.
   */
  #isHidden({ primary, view, seen }: Suspected, key?: string): boolean {
    const putsIn = (held: readonly Texts[] = []): Set<string> => {
      const texts = held.flatMap((one) => (key === undefined ? [...one.values()] : [one.get(key)]));
      const heads = [...new Set(texts)].map((text) => this.#appended.partsOf(text ?? '')[0] ?? '');
      return new Set(heads.filter((head) => this.#appended.isPut(head)));
    };
    const known = putsIn(this.#held.get(keyOf(primary, view))?.slice(0, seen));
    const theirs = putsIn(this.#held.get(keyOf(view.backup as Address, view)));
    return [...theirs].some((put) => !known.has(put));
  }
}

/** Whether a store ever held a value, perhaps with something appended to it. */
function isAmong(value: string, held: readonly Texts[]): boolean {
  return held.some((store) => [...store.values()].some((text) => text.startsWith(value)));
}

/** A value that a later operation replaced may have been there in between. */
function isNever(
  value: string,
  old: string | undefined,
  values: readonly (string | undefined)[],
): boolean {
  return !values.includes(value) && values.slice(-1).every((last) => last === old);
}

function keyOf(server: Address, { viewNum }: View): string {
  return `${server} ${viewNum}`;
}

function isEqual(a: Texts, b: Texts): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
