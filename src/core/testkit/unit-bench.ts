import type { BlueprintArgument, NodeBlueprint } from '../system/index.js';
import { checkBlueprint } from './checked-terms.js';
import { HandDrivenApplication } from './hand-driven-application.js';
import { HandDrivenNode } from './hand-driven-node.js';
import type { RunContext } from './run-context.js';

/**
 * Where a unit test creates the nodes and applications that it tests.
 *
 * @example
 * ```ts
 * const node = bench.node(serverOf('CounterServer', SERVER));
 * node.deliver(new Request(1, new Add(1)), client(1));
 * ```
 */
export class UnitBench {
  readonly #context: RunContext;

  /** @internal */
  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Creates a node and runs its `init`. */
  node(blueprint: NodeBlueprint): HandDrivenNode {
    checkBlueprint(blueprint, this.#context.options.contract);
    return new HandDrivenNode(this.#context, blueprint);
  }

  /** Creates an application: `new ShardMaster(10)` is `application('ShardMaster', 10)`. */
  application(exportName: string, ...args: readonly BlueprintArgument[]): HandDrivenApplication {
    checkBlueprint({ export: exportName, args }, this.#context.options.contract);
    return new HandDrivenApplication(this.#context, { construct: exportName, args });
  }
}
