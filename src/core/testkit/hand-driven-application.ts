import type { HostedApplication } from '../box/index.js';
import { equals, print } from '../canon/index.js';
import type { Command, Result } from '../lab/index.js';
import type { RunContext } from './run-context.js';
import { fail } from './test-failure.js';

/**
 * One of the lab's applications without any node: a test executes commands on it.
 *
 * @example
 * ```ts
 * bench.application('KVStore').check(get('a'), keyNotFound());
 * ```
 */
export class HandDrivenApplication {
  readonly #context: RunContext;
  readonly #name: string;
  readonly #application: HostedApplication;

  /** @internal */
  constructor(context: RunContext, exportName: string) {
    this.#context = context;
    this.#name = exportName;
    this.#application = context.lab.application(exportName);
  }

  /** Executes a command and compares the result. */
  check(command: Command, expected: Result): void {
    const { classes } = this.#context.lab;
    this.#context.steps++;
    const { result, printed: seen } = this.#application.execute(command);
    if (equals(result, expected)) return;
    const [wanted, asked] = [print(expected, classes), print(command, classes)];
    fail('result', `${this.#name} gave ${seen} for ${asked}, expected ${wanted}`, {
      expected: wanted,
      seen,
    });
  }
}
