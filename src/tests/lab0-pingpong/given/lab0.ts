import { Command, Result, type Address, type Client, type Node } from '../../../index.js';

/** What a ping-pong client sends. */
export class Ping extends Command {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

/** The answer to a {@link Ping}: the same value. */
export class Pong extends Result {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

/** How long a ping-pong client waits before it resends, in milliseconds. */
export const RETRY_MILLIS = 10;

/**
 * What a submission for lab 0 has to export: `lab satisfies Lab0`, where `lab` is all that index.ts
 * exports.
 */
export interface Lab0 {
  readonly PingServer: new (address: Address) => Node;
  readonly PingClient: new (address: Address, server: Address) => Node & Client;
}
