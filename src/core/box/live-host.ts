import {
  BadState,
  clone,
  encode,
  findBadState,
  type BadStateFinding,
  type ClassTable,
} from '../canon/index.js';
import { rootAddress, type Address, type Command, type LogSink, type Node } from '../lab/index.js';
import { LabFault, assert } from '../support/index.js';
import type { NodeBlueprint } from './handlers.js';
import { Activation } from './activation.js';
import type { Lab } from './lab.js';
import type { LiveEffects, NodeHost } from './node-host.js';

/**
 * Live nodes for the simulator: handlers run in this thread, each node keeps its own state,
 * messages are copied objects. Every method throws `LabFault` for the lab's mistakes.
 */
export class LiveHost implements NodeHost {
  readonly classes: ClassTable;
  readonly #activation: Activation;
  readonly #nodes = new Map<Address, Node>();

  constructor(lab: Lab) {
    this.classes = lab.classes;
    this.#activation = new Activation(lab);
  }

  /** Where the nodes' log records go from now on. */
  set logSink(sink: LogSink | undefined) {
    this.#activation.logSink = sink;
  }

  /** Constructs a node, runs its `init` and keeps it. */
  add(blueprint: NodeBlueprint): LiveEffects {
    const node = this.#activation.create(blueprint);
    this.#nodes.set(blueprint.address, node);
    this.checkState(blueprint.address);
    return this.#effects();
  }

  remove(address: Address): void {
    this.#nodes.delete(address);
  }

  /** Delivers a copy of the message, or the message itself if the caller gives it away. */
  deliver(from: Address, to: Address, message: object, as: 'copy' | 'itself'): LiveEffects {
    const own = as === 'itself' ? message : clone(message, this.classes);
    this.#activation.deliver(this.#node(to), from, to, own);
    return this.#effects();
  }

  /** Fires a copy of the timer, or the timer itself if the caller gives it away. */
  fire(owner: Address, timer: object, as: 'copy' | 'itself'): LiveEffects {
    const own = as === 'itself' ? timer : clone(timer, this.classes);
    this.#activation.fire(this.#node(owner), owner, own);
    return this.#effects();
  }

  command(client: Address, command: Command): LiveEffects {
    this.#activation.command(this.#node(client), command);
    return this.#effects();
  }

  /** The client's newest result, copied, or `undefined` while it has none. */
  resultOf(client: Address): object | undefined {
    return this.#activation.resultOf(this.#node(client));
  }

  shown(data: object): object {
    return data;
  }

  /** The live node itself: read it through own-property descriptors, and do not keep it. */
  peek(address: Address): object | undefined {
    return this.#nodes.get(rootAddress(address));
  }

  /** Throws if a part of the node cannot be state; names the path of the field. */
  checkState(address: Address): void {
    const node = this.#node(address);
    try {
      encode(node, this.classes, 'state');
    } catch (error) {
      throw stateFault(error, node, address, this.classes);
    }
  }

  #effects(): LiveEffects {
    const { sends, sets, warnings } = this.#activation;
    return warnings.length === 0 ? { sends, sets } : { sends, sets, warnings };
  }

  #node(address: Address): Node {
    const node = this.#nodes.get(rootAddress(address));
    assert(node !== undefined, `${address} is not a live node`);
    return node;
  }
}

/** Says which field of a node cannot be state: `server1.pending[2].callback is a function`. */
export function stateFault(
  error: unknown,
  node: object,
  address: Address,
  classes: ClassTable,
): unknown {
  if (!(error instanceof BadState || error instanceof RangeError)) return error;
  const found = findBadState(node, classes, 'state');
  const path = `${address}${found?.path ?? ''}`;
  return new LabFault({
    kind: 'state',
    message:
      `${path} is ${found?.reason ?? error.message}, ` +
      `which ` +
      `can’t be part of a node’s state`,
    hint: hintFor(found),
    ...(found?.isFunction === true && { cause: 'function-in-state' }),
  });
}

function hintFor(found: BadStateFinding | undefined): string {
  if (found?.isFunction === true) {
    return 'write it as a method of the class: name(...) { ... }, without = and =>';
  }
  if (found?.isTooDeep === true) {
    return 'keep long chains in an array: each cell that holds the next adds a level';
  }
  return (
    'a node’s state may hold primitives, plain objects, arrays, Map, Set and instances of ' +
    'your own top-level classes'
  );
}
