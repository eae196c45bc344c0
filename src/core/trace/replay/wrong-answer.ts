import type { Canonical } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import type { LocalState } from '../../system/index.js';
import type { Trace, TraceCommand } from '../file/index.js';

/** A result that is not the expected one. */
export interface WrongAnswer {
  readonly client: Address;
  /** Which of its commands it was, from 0. */
  readonly index: number;
  readonly command: Canonical;
  readonly got: Canonical;
  readonly expected: Canonical;
}

/** The first result of a client that is not the expected one. */
export function wrongAnswer(
  locals: ReadonlyMap<Address, LocalState>,
  workloads: Trace['workloads'],
): WrongAnswer | undefined {
  for (const [client, commands] of workloads) {
    for (const [index, got] of [...(locals.get(client)?.results ?? [])].entries()) {
      const { command, expected } = commands[index] as TraceCommand;
      if (expected !== undefined && expected !== got) {
        return { client, index, command, got, expected };
      }
    }
  }
  return undefined;
}
