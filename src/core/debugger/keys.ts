import type { Envelope, PendingTimer } from '../system/index.js';

/** What a page may point at. */
export type Pointed =
  | { readonly kind: 'message'; readonly envelope: Envelope }
  | { readonly kind: 'timer'; readonly timer: PendingTimer };

/**
 * Short names for messages and timers, by which a page points at them: the same one for equal
 * ones. A page never sends a message back, and so cannot make one up.
 */
export class Keys {
  readonly #keys = new Map<string, string>();
  readonly #pointed = new Map<string, Pointed>();

  of(pointed: Pointed, identity: string): string {
    const full = `${pointed.kind} ${identity}`;
    const known = this.#keys.get(full);
    if (known !== undefined) return known;
    const key = `${pointed.kind}${this.#keys.size}`;
    this.#keys.set(full, key);
    this.#pointed.set(key, pointed);
    return key;
  }

  get(key: string): Pointed | undefined {
    return this.#pointed.get(key);
  }
}
