import { Node, type Address } from 'labtest';
import { Total } from 'labtest/counter';
import { Reply, type Request } from './messages.js';

export class CounterServer extends Node {
  total = 0;
  /** By client: its newest request and the answer. */
  readonly answers: Record<string, Reply> = {};

  init(): void {}

  handleRequest({ number, command }: Request, sender: Address): void {
    this.total += command.amount;
    this.answers[sender] = new Reply(number, new Total(this.total));
    this.send(this.answers[sender] as Reply, sender);
  }
}
