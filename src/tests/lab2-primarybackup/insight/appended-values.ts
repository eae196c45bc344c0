import type { Command } from '../../../index.js';
import { Append } from '../../../kvstore.js';

/** The values that clients append, and which of them a text is made of. */
export class AppendedValues {
  /** The longest first. */
  #values: readonly string[] = [];
  /** How often each was appended. */
  readonly #asked = new Map<string, number>();
  readonly #known = new Map<string, readonly string[]>();

  add(commands: readonly Command[]): void {
    for (const command of commands) {
      if (!(command instanceof Append)) continue;
      const { value } = command;
      if (value === '') continue;
      this.#asked.set(value, (this.#asked.get(value) ?? 0) + 1);
      if (this.#values.includes(value)) continue;
      this.#values = [...this.#values, value].sort((a, b) => b.length - a.length);
    }
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
