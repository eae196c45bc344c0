import { clone, equals, print } from '../canon/index.js';
import type { Application, Command, Result } from '../lab/index.js';
import type { RunContext } from './run-context.js';
import { fail } from './test-failure.js';

/** One of the lab's applications without any node: a test executes commands on it. */
export class HandDrivenApplication {
  readonly #context: RunContext;
  readonly #name: string;
  readonly #application: Application;

  constructor(context: RunContext, exportName: string) {
    this.#context = context;
    this.#name = exportName;
    context.lab.budget.reset();
    this.#application = context.lab.construct(exportName, []) as Application;
  }

  /** Executes a command and compares the result. */
  check(command: Command, expected: Result): void {
    const { lab } = this.#context;
    const result = this.#execute(command);
    if (equals(result, expected)) return;
    const [seen, wanted] = [print(result, lab.classes), print(expected, lab.classes)];
    const asked = print(command, lab.classes);
    fail('result', `${this.#name} gave ${seen} for ${asked}, expected ${wanted}`, {
      expected: wanted,
      seen,
    });
  }

  #execute(command: Command): unknown {
    const { lab } = this.#context;
    this.#context.steps++;
    lab.budget.reset();
    try {
      return this.#application.execute(clone(command, lab.classes));
    } catch (error) {
      throw lab.faultOf(error, `${this.#name}.execute`);
    }
  }
}
