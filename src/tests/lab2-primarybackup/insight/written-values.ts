/** In longer texts, nothing is looked for: it would take too long. */
const TEXT_MAX = 4000;

/** The values that clients have written, and what a text holds that is none of them. */
export class WrittenValues {
  readonly #values = new Set<string>();
  readonly #lengths = new Set<number>();
  /** Texts known to be made of written values: most texts are one of them and one more value. */
  readonly #made = new Set<string>();

  add(value: string): void {
    if (value === '') return;
    this.#values.add(value);
    this.#lengths.add(value.length);
  }

  /**
   * What a text has between two written values although nobody wrote it; `undefined` if there is
   * nothing, and for a text that does not begin and end with a written value: it may be older than
   * what is known.
   */
  strangeIn(text: string): string | undefined {
    if (text.length > TEXT_MAX || this.#isMade(text)) return undefined;
    const ends = this.#endsIn(text);
    if (ends[text.length] === true) {
      this.#made.add(text);
      return undefined;
    }
    const from = ends.lastIndexOf(true);
    const startsAgain = (at: number): boolean => this.#lengthsAt(text, at).length > 0;
    const isOpen = from === 0 || ![...this.#values].some((value) => text.endsWith(value));
    if (isOpen) return undefined;
    for (let at = from + 1; at < text.length; at++) {
      if (startsAgain(at)) return text.slice(from, at);
    }
    return undefined;
  }

  #isMade(text: string): boolean {
    if (text === '' || this.#made.has(text)) return true;
    for (const length of this.#lengths) {
      const isOneMore =
        this.#values.has(text.slice(-length)) && this.#made.has(text.slice(0, -length));
      if (!isOneMore) continue;
      this.#made.add(text);
      return true;
    }
    return false;
  }

  /** By position: whether what is before it is made of written values. */
  #endsIn(text: string): boolean[] {
    const ends = Array.from({ length: text.length + 1 }, () => false);
    ends[0] = true;
    for (let at = 0; at < text.length; at++) {
      if (ends[at] !== true) continue;
      for (const length of this.#lengthsAt(text, at)) ends[at + length] = true;
    }
    return ends;
  }

  /** The lengths of the written values that stand at a position. */
  #lengthsAt(text: string, at: number): number[] {
    return [...this.#lengths].filter((length) => this.#values.has(text.slice(at, at + length)));
  }
}
