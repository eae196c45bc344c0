// Captured at load: after SES lockdown, reading it off Math is slow.
const { imul } = Math;

/** A generator's position in its draws. */
export type RandomState = readonly number[];

/**
 * The one source of randomness: a splittable generator (SplitMix32 seeding of sfc32). The same
 * seed and the same path of splits give the same draws on every machine. Integer arithmetic only.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  /**
   * What {@link split} derives from: fixed, so that draws do not change the generator a label
   * names.
   */
  #key: readonly [number, number, number];

  private constructor(a: number, b: number, c: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#key = [a, b, c];
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A generator for `seed` (any safe integer). */
  static fromSeed(seed: number): Random {
    const low = seed | 0;
    const high = Math.floor(seed / 4294967296) | 0;
    return new Random(mix(low ^ 0x9e3779b9), mix(high ^ 0x243f6a88), mix(imul(low, 0x85ebca6b)));
  }

  /**
   * A generator that continues from another one's position.
   *
   * @internal
   */
  static resume([a = 0, b = 0, c = 0, counter = 0, ...key]: RandomState): Random {
    const random = new Random(0, 0, 0);
    random.#a = a;
    random.#b = b;
    random.#c = c;
    random.#counter = counter;
    random.#key = key as [number, number, number];
    return random;
  }

  /**
   * Its position in its draws.
   *
   * @internal
   */
  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter, ...this.#key];
  }

  /**
   * An independent generator named by `label`. It depends only on this generator's seed and the
   * label, not on earlier draws, and drawing from it affects no other generator.
   */
  split(label: string | number): Random {
    const text = String(label);
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) h = imul(h ^ text.charCodeAt(i), 0x01000193);
    const [a, b, c] = this.#key;
    return new Random(mix(a ^ h), mix(b ^ imul(h, 0xcc9e2d51)), mix(c + h));
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** A number in [0, 1), 32 bits of it drawn. */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** An integer in [0, bound), without bias. `bound` is in 1..2^32. */
  below(bound: number): number {
    for (;;) {
      const draw = this.uint32();
      const rest = draw % bound;
      // Draws of the last, incomplete run of `bound` values would favour its first ones.
      if (draw - rest <= 4294967296 - bound) return rest;
    }
  }

  /** A number in [min, max). */
  between(min: number, max: number): number {
    return min + (max - min) * this.float();
  }

  /** Whether an event of this probability happens. Draws nothing when it is 0 or 1. */
  chance(probability: number): boolean {
    if (probability <= 0) return false;
    if (probability >= 1) return true;
    return this.float() < probability;
  }

  /** One item of a non-empty array. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

function mix(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = imul(z ^ (z >>> 16), 0x21f0aaad);
  z = imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}
