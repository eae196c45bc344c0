import { decode, print, type Canonical, type ClassTable } from '../canon/index.js';
import { brief } from './brief.js';

/** A message, timer, command or result in words. */
export interface Worded {
  /** In a few words: `Vote(1)`. */
  readonly subject: string;
  /** Its class: `Vote`. */
  readonly type: string;
  /** With the names of its fields: `Vote(round=1)`. */
  readonly text: string;
}

/** Words for canonical texts, computed once for each. */
export class Words {
  readonly #classes: ClassTable;
  readonly #known = new Map<Canonical, Worded>();

  constructor(classes: ClassTable) {
    this.#classes = classes;
  }

  of(text: Canonical): Worded {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const value = decode(text, this.#classes);
    const isObject = typeof value === 'object' && value !== null;
    const worded = {
      subject: brief(value, this.#classes),
      type: (isObject ? this.#classes.nameOf(value) : undefined) ?? typeof value,
      text: print(value, this.#classes),
    };
    this.#known.set(text, worded);
    return worded;
  }
}
