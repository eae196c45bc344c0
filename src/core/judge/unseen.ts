import type { Transcript } from '../canon/index.js';

/** Something that was sent or set in the box and that nobody has looked at. */
export class Unseen {
  /** Undefined while only the box has it, by its number. */
  text: Transcript | undefined;
  /** The number under which the box has it, if it does. */
  number: number | undefined;

  constructor(text: Transcript | undefined, number: number | undefined) {
    this.text = text;
    this.number = number;
  }
}
