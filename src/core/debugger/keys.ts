import type { Envelope, PendingTimer } from '../system/index.js';

/** What a page can refer to. */
export type Pointed =
  | { readonly kind: 'message'; readonly envelope: Envelope }
  | { readonly kind: 'timer'; readonly timer: PendingTimer };

/**
 * Short names by which a page refers to messages and timers; equal ones share a name. A page never
 * sends a message back, so it cannot make one up.
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
