import type { Command } from '../../../index.js';
import { Append, Put } from '../../../kvstore.js';

/** A value with an end mark of its own cannot be part of another one. */
const MARKED = /^<.*>$|.[,;]$/;

/**
 * The values that clients append, and which of them a text is made of. A value that a client puts
 * is one of them if it has an end mark.
 */
export class AppendedValues {
  /** The longest first. */
  #values: readonly string[] = [];
  /** How often each was appended or put. */
  readonly #asked = new Map<string, number>();
  readonly #put = new Set<string>();
  readonly #known = new Map<string, readonly string[]>();
  /** By key: the value that was put last. */
  readonly #lastPut = new Map<string, string>();

  add(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command instanceof Put) this.#lastPut.set(command.key, command.value);
      const isMarkedPut = command instanceof Put && MARKED.test(command.value);
      if (!(command instanceof Append || isMarkedPut)) continue;
      const { value } = command;
      if (isMarkedPut) this.#put.add(value);
      if (value === '') continue;
      this.#asked.set(value, (this.#asked.get(value) ?? 0) + 1);
      if (this.#values.includes(value)) continue;
      this.#values = [...this.#values, value].sort((a, b) => b.length - a.length);
    }
  }

  /** Whether a client put this value, and with it took away all that was there. */
  isPut(value: string): boolean {
    return this.#put.has(value);
  }

  /** Whether a value was put, under one key, and nobody has put another one there since. */
  isLastPut(value: string): boolean {
    return [...this.#lastPut.values()].filter((last) => last === value).length === 1;
  }

  /** Whether a value was appended or put only once in all. */
  isOnce(value: string): boolean {
    return this.#asked.get(value) === 1;
  }

  /** The appended values in a text, in order. */
  partsOf(text: string): readonly string[] {
    let parts = this.#known.get(text);
    if (parts === undefined) this.#known.set(text, (parts = this.#parse(text)));
    return parts;
  }

  /** A value that appears in a text more often than it was appended. */
  tooOftenIn(text: string): string | undefined {
    // If one value is part of another, a text can be read in several ways.
    const parts = this.partsOf(text).filter((part) => !this.#isAmbiguous(part));
    return parts.find((part) => {
      return parts.filter((other) => other === part).length > (this.#asked.get(part) ?? 0);
    });
  }

  #isAmbiguous(part: string): boolean {
    return this.#values.some((value) => {
      return value !== part && (value.includes(part) || part.includes(value));
    });
  }

  #parse(text: string): string[] {
    const parts: string[] = [];
    for (let at = 0; at < text.length;) {
      const part = this.#values.find((value) => text.startsWith(value, at));
      if (part !== undefined) parts.push(part);
      at += part?.length ?? 1;
    }
    return parts;
  }
}
