/** What a server's state holds, as far as that can be recognised. */
export interface Held {
  readonly state: object;
  /** Its store, as text. */
  readonly store: string;
  /** What is kept of clients around it, when that is not the node itself, as text. */
  readonly history: string | undefined;
  /** The numbers of the views in it. */
  readonly views: readonly number[];
}

/** What the sender of a message held when it sent it. */
export interface Word extends Held {
  readonly sentAt: number;
}
