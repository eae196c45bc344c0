import type { KeyOperation, KeyValue } from './kv-register.js';

/**
 * Writes that were invoked and may then do anything: each may take effect at any time after that,
 * any number of times, or never. If a history has no legal order even so, it is illegal whatever
 * these writes did, so they are not part of the reason.
 */
export class FreeWrites {
  readonly #puts: readonly KeyOperation[];
  /** For each appended text, when the first such append was invoked. */
  readonly #appends = new Map<string, number>();
  readonly #lengths: readonly number[];

  constructor(writes: readonly KeyOperation[]) {
    this.#puts = writes.filter((write) => write.kind === 'put');
    for (const { kind, written, invokedMs } of writes) {
      if (kind !== 'append') continue;
      const known = this.#appends.get(written) ?? Infinity;
      this.#appends.set(written, Math.min(known, invokedMs));
    }
    this.#lengths = [...new Set([...this.#appends.keys()].map((text) => text.length))];
  }

  /** Whether those invoked by `untilMs` can give the key the value that the operation needs. */
  makeRoomFor(operation: KeyOperation, value: KeyValue, untilMs: number): boolean {
    const { kind, answer, written, absurd } = operation;
    if (absurd || answer === undefined || kind === 'put') return false;
    const target = kind === 'get' ? answer : answer.slice(0, answer.length - written.length);
    return this.#bases(value, untilMs).some(
      (base) => target.startsWith(base) && this.#canAppend(target, base.length, untilMs),
    );
  }

  #bases(value: KeyValue, untilMs: number): string[] {
    const bases = new Set<string>([value ?? '']);
    for (const { written, invokedMs } of this.#puts) {
      if (invokedMs <= untilMs) bases.add(written);
    }
    return [...bases];
  }

  /** Whether `target` from `start` on consists of appended values. */
  #canAppend(target: string, start: number, untilMs: number): boolean {
    const reached = new Uint8Array(target.length + 1);
    reached[start] = 1;
    for (let at = start; at < target.length; at++) {
      if (reached[at] === 0) continue;
      for (const length of this.#lengths) {
        const invokedMs = this.#appends.get(target.slice(at, at + length)) ?? Infinity;
        if (invokedMs <= untilMs) reached[at + length] = 1;
      }
    }
    return reached[target.length] === 1;
  }
}
