import { clone, print } from '../canon/index.js';
import type { Application, Command } from '../lab/index.js';
import { construct } from './construct.js';
import type { Construction } from './handlers.js';
import type { Lab } from './lab.js';
import type { ExecutedCommand, HostedApplication } from './node-host.js';

/** A lab's application in this realm. Throws `LabFault` for the lab's mistakes. */
export class LabApplication implements HostedApplication {
  readonly #lab: Lab;
  readonly #name: string;
  readonly #application: Application;

  constructor(lab: Lab, made: Construction) {
    this.#lab = lab;
    this.#name = made.construct;
    lab.budget.reset();
    this.#application = construct(lab, made) as Application;
  }

  execute(command: Command): ExecutedCommand {
    const lab = this.#lab;
    lab.budget.reset();
    try {
      const result: unknown = this.#application.execute(clone(command, lab.classes));
      return { result, printed: print(result, lab.classes) };
    } catch (error) {
      throw lab.faultOf(error, `${this.#name}.execute`);
    }
  }
}
