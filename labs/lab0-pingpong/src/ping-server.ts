import { Node, type Address } from 'labtest';
import { Pong } from 'labtest/lab0';
import { PongReply, type PingRequest } from './messages.js';

/** Answers every ping with the same value. Keeps nothing. */
export class PingServer extends Node {
  init(): void {
    // Nothing to start with.
  }

  handlePingRequest(request: PingRequest, sender: Address): void {
    this.send(new PongReply(new Pong(request.ping.value)), sender);
  }
}
