import type { Canonical } from '../canon/index.js';

/**
 * What a client has got so far, in order. Immutable: a further result makes another list, which
 * shares what is before it, so that a thousand states of a run hold a thousand results, and not
 * half a million.
 */
export class Results implements Iterable<Canonical> {
  static readonly none = new Results([], 0);

  readonly length: number;
  /** Those of this list come first; what follows is of longer ones. */
  readonly #shared: Canonical[];

  private constructor(shared: Canonical[], length: number) {
    this.#shared = shared;
    this.length = length;
  }

  static of(results: readonly Canonical[]): Results {
    return results.length === 0 ? Results.none : new Results([...results], results.length);
  }

  at(index: number): Canonical | undefined {
    return index < this.length ? this.#shared[index] : undefined;
  }

  slice(from: number): Canonical[] {
    return this.#shared.slice(from, this.length);
  }

  [Symbol.iterator](): Iterator<Canonical> {
    return this.slice(0).values();
  }

  /** With one more. */
  and(result: Canonical): Results {
    const isLongest = this.length > 0 && this.#shared.length === this.length;
    const shared = isLongest ? this.#shared : this.slice(0);
    shared.push(result);
    return new Results(shared, this.length + 1);
  }
}
