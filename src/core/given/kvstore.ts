import { Command, Result } from '../lab/index.js';

/** Asks for the value of a key. */
export class Get extends Command {
  readonly key: string;
  constructor(key: string) {
    super();
    this.key = key;
  }
}

/** Sets a key to a value. */
export class Put extends Command {
  readonly key: string;
  readonly value: string;
  constructor(key: string, value: string) {
    super();
    this.key = key;
    this.value = value;
  }
}

/** Appends to the value of a key; creates the key if it is absent. */
export class Append extends Command {
  readonly key: string;
  readonly value: string;
  constructor(key: string, value: string) {
    super();
    this.key = key;
    this.value = value;
  }
}

/** The value of the key that a {@link Get} asked for. */
export class GetResult extends Result {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

/** A {@link Get} of a key that was never put or appended to. */
export class KeyNotFound extends Result {}

/** The answer to a {@link Put}. */
export class PutOk extends Result {}

/** The whole value of the key after an {@link Append}. */
export class AppendResult extends Result {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}
