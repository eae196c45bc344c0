import type { Construction, ExecutedCommand, HostedApplication } from '../box/index.js';
import { BadState, clone, equals, print, type ClassTable } from '../canon/index.js';
import { Result, type Command } from '../lab/index.js';
import type { RunContext } from './run-context.js';
import { fail } from './test-failure.js';

/**
 * One of the lab's applications, without any node; a test executes commands on it.
 *
 * @example
 * ```ts
 * bench.application('KVStore').check(get('a'), keyNotFound());
 * const result = bench.application('ShardMaster', 10).execute(new Add(1)); // to look into
 * ```
 */
export class HandDrivenApplication {
  readonly #context: RunContext;
  readonly #name: string;
  readonly #application: HostedApplication;

  /** @internal */
  constructor(context: RunContext, made: Construction) {
    this.#context = context;
    this.#name = made.construct;
    this.#application = context.lab.application(made);
  }

  /** Executes a command and compares the result. */
  check(command: Command, expected: Result): void {
    const { classes } = this.#context.lab;
    const { result, printed: seen } = this.#execute(command);
    if (equals(result, expected)) return;
    const [wanted, asked] = [print(expected, classes), print(command, classes)];
    fail('result', `${this.#name} gave ${seen} for ${asked}, expected ${wanted}`, {
      expected: wanted,
      seen,
    });
  }

  /** Executes a command and returns a copy of the result for the test to inspect. */
  execute(command: Command): Result {
    const { classes } = this.#context.lab;
    const { result, printed: seen } = this.#execute(command);
    const copy = copyOf(result, classes);
    if (copy !== undefined) return copy;
    const asked = print(command, classes);
    return fail('result', `${this.#name} gave ${seen} for ${asked}, and no Result`, { seen });
  }

  #execute(command: Command): ExecutedCommand {
    this.#context.steps++;
    return this.#application.execute(command);
  }
}

/** A copy of a result; undefined if it is not a `Result` or cannot be copied. */
function copyOf(result: unknown, classes: ClassTable): Result | undefined {
  if (!(result instanceof Result)) return undefined;
  try {
    return clone(result, classes);
  } catch (error) {
    if (error instanceof BadState) return undefined;
    throw error;
  }
}
