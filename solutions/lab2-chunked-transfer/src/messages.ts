import { Message, type Address, type Command, type Result } from 'labtest';
import type { View } from 'labtest/lab2';

/** What one client wants done; its numbers go up by one. */
export interface Operation {
  readonly client: Address;
  readonly number: number;
  readonly command: Command;
}

/** The last answer a client was given. */
export interface Answer {
  readonly client: Address;
  readonly number: number;
  readonly result: Result;
}

export class Request extends Message {
  constructor(readonly operation: Operation) {
    super();
  }
}

export class Reply extends Message {
  constructor(readonly answer: Answer) {
    super();
  }
}

/** Whoever was asked is not the primary; the client had better ask the view server. */
export class NotPrimary extends Message {
  constructor(readonly number: number) {
    super();
  }
}

export class Replicate extends Message {
  constructor(
    readonly viewNum: number,
    readonly operation: Operation,
  ) {
    super();
  }
}

/** The backup has executed an operation: a digest of it, not the operation itself. */
export class Replicated extends Message {
  constructor(
    readonly viewNum: number,
    readonly digest: string,
  ) {
    super();
  }
}

/** One piece of the state with which a view begins: a pair of the store, or a client's answer. */
export type Piece = { readonly key: string; readonly value: string } | { readonly answer: Answer };

export class Chunk extends Message {
  constructor(
    readonly view: View,
    readonly index: number,
    readonly count: number,
    readonly pieces: readonly Piece[],
  ) {
    super();
  }
}

/** The backup has so many chunks of this view, from the first one on. */
export class ChunksHeld extends Message {
  constructor(
    readonly viewNum: number,
    readonly held: number,
  ) {
    super();
  }
}
