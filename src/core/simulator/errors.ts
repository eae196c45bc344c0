import type { Result } from '../lab/index.js';
import type { Operation } from '../workload/index.js';

/** The run reached its limit of virtual time or events; thrown from whatever call was waiting. */
export class LimitReached extends Error {
  readonly limit: 'time' | 'events';
  constructor(limit: 'time' | 'events', message: string) {
    super(message);
    this.name = 'LimitReached';
    this.limit = limit;
  }
}

/** A client got an unexpected result; thrown in the step in which it got it. */
export class WrongResult extends Error {
  readonly operation: Operation;
  readonly expected: Result;
  constructor(operation: Operation, expected: Result) {
    super(`${operation.client} got a wrong result`);
    this.name = 'WrongResult';
    this.operation = operation;
    this.expected = expected;
  }
}
