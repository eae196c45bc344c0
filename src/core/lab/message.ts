declare const kind: unique symbol;

/**
 * Something a node sends to another. Plain data: its class name picks the receiver's handler
 * (`Vote` goes to `handleVote`). A message is copied when it is sent and again when it is
 * delivered, so changing it later changes nobody else's copy.
 */
export abstract class Message {
  /** Keeps the four kinds of data apart in the type checker; does not exist at run time. */
  declare readonly [kind]: 'message';
}

/** Something a node sets for itself; fires once. `RetryTimer` goes to `onRetryTimer`. */
export abstract class Timer {
  declare readonly [kind]: 'timer';
}

/** What a client asks an {@link Application} to do. */
export abstract class Command {
  declare readonly [kind]: 'command';
}

/** An {@link Application}'s answer to a {@link Command}. */
export abstract class Result {
  declare readonly [kind]: 'result';
}
