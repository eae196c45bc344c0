import type { Address } from '../../../index.js';
import type { AppendedValues } from './appended-values.js';

type Texts = ReadonlyMap<string, string>;

/** What a server of a view held before a step and after it. */
export interface Written {
  readonly server: Address;
  readonly viewNum: number;
  readonly before: Texts;
  readonly after: Texts;
  /** The keys are those of commands, not indexes of a list. */
  readonly isByKey: boolean;
  /** It took over what another server held, or may have: that shows no order. */
  readonly isTakenOver: boolean;
}

/** In which order each server of a view wrote values: a put hides what was there before it. */
export class WriteOrder {
  readonly #appended: AppendedValues;
  /** By server and view: when each value first stood in its store. */
  readonly #ranks = new Map<string, Map<string, number>>();
  #rank = 0;

  constructor(appended: AppendedValues) {
    this.#appended = appended;
  }

  /**
   * Takes a step.
   *
   * @returns two values that the server and its peer wrote in different orders: the peer's first,
   * the server's first
   */
  see(written: Written, peer: Address): readonly [string, string] | undefined {
    const { server, viewNum, before, after, isByKey, isTakenOver } = written;
    const known = this.#ranks.get(keyOf(server, viewNum));
    const own = known === undefined || isTakenOver ? new Map<string, number>() : known;
    this.#ranks.set(keyOf(server, viewNum), own);
    if (own !== known) this.#begin(own, isTakenOver ? after : before);
    const theirs = this.#ranks.get(keyOf(peer, viewNum));
    for (const [key, text] of after) {
      const old = before.get(key) ?? '';
      if (text === old) continue;
      const beside = this.#parts(text).concat(isByKey ? this.#parts(old) : []);
      for (const part of this.#parts(text)) {
        if (own.has(part)) continue;
        own.set(part, ++this.#rank);
        const first = theirs && beside.find((other) => isLater(other, part, own, theirs));
        if (first !== undefined) return [part, first];
      }
    }
    return undefined;
  }

  /** What stands there already stands there in no order. */
  #begin(ranks: Map<string, number>, texts: Texts): void {
    this.#rank++;
    for (const text of texts.values()) {
      for (const part of this.#parts(text)) ranks.set(part, this.#rank);
    }
  }

  /** A value that was written more often does not show when. */
  #parts(text: string): string[] {
    return this.#appended.partsOf(text).filter((part) => this.#appended.isOnce(part));
  }
}

/** Whether a server wrote the other value before this one, and its peer after it. */
function isLater(
  other: string,
  part: string,
  own: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
): boolean {
  const [mine, yours] = [own.get(other), theirs.get(other)];
  const [late, early] = [own.get(part), theirs.get(part)];
  if (mine === undefined || yours === undefined) return false;
  if (late === undefined || early === undefined) return false;
  return mine < late && yours > early;
}

function keyOf(server: Address, viewNum: number): string {
  return `${server} ${viewNum}`;
}
