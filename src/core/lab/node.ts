import { subAddress, type Address } from './address.js';
import { Logger, type LogSink } from './logger.js';
import type { Message, Timer } from './message.js';

/**
 * What connects a node to whatever runs it. `owner` is the address of the acting node or sub-node.
 * Outside a handler, an environment refuses by throwing.
 */
export interface NodeEnvironment {
  send(from: Address, message: Message, to: Address): void;
  set(owner: Address, timer: Timer, minMs: number, maxMs: number): void;
  readonly logSink: LogSink | undefined;
}

/**
 * Kept beside the nodes, not in a field: state is copied field by field, and a copy made without
 * running the constructor has to work too.
 */
const environments = new WeakMap<Node, NodeEnvironment>();
const loggers = new WeakMap<Node, Logger>();

/** Connects a node (and its sub-nodes) to an environment. For the harness, not for labs. */
export function connect(node: Node, environment: NodeEnvironment): void {
  environments.set(node, environment);
  for (const child of node.subNodes?.values() ?? []) connect(child, environment);
}

/** The node or sub-node of `root` with this address. For the harness, not for labs. */
export function findNode(root: Node, address: Address): Node | undefined {
  if (root.address === address) return root;
  for (const child of root.subNodes?.values() ?? []) {
    const found = findNode(child, address);
    if (found !== undefined) return found;
  }
  return undefined;
}

function environmentOf(node: Node, call: string): NodeEnvironment {
  const environment = environments.get(node);
  if (environment === undefined) {
    throw new Error(
      `${call} was called before the node was part of a system; ` +
        `send and set belong in init() and in handlers, not in the constructor`,
    );
  }
  return environment;
}

/**
 * A state machine that reacts to messages and timers. Handlers are found by name:
 * `handle<MessageClass>(message, sender)` and `on<TimerClass>(timer)`. A handler runs to its end
 * and returns nothing.
 */
export abstract class Node {
  readonly address: Address;

  /**
   * Sub-nodes by id; exists only once {@link addSubNode} was called.
   * @internal
   */
  declare readonly subNodes?: Map<string, Node>;

  constructor(address: Address) {
    this.address = address;
  }

  /**
   * Runs when the node is added to a system. Send the first messages and set the first timers here.
   */
  abstract init(): void;

  /** Sends a copy of `message`. It may be lost, delayed, duplicated or overtaken. */
  protected send(message: Message, to: Address): void {
    environmentOf(this, 'send').send(this.address, message, to);
  }

  /** Sends a copy of `message` to each address, in order. */
  protected broadcast(message: Message, to: Iterable<Address>): void {
    for (const address of to) this.send(message, address);
  }

  /**
   * Sets a timer that fires once, `minMs` to `maxMs` (default `minMs`) milliseconds from now.
   * Throws unless both are finite and `1 <= minMs <= maxMs`.
   */
  protected set(timer: Timer, minMs: number, maxMs: number = minMs): void {
    environmentOf(this, 'set').set(this.address, timer, minMs, maxMs);
  }

  /**
   * Adds a node that lives inside this one and has its own address, `subAddress(this.address, id)`.
   * The parent calls its `init`.
   */
  protected addSubNode(node: Node): void {
    const prefix = subAddress(this.address, '');
    if (!node.address.startsWith(prefix)) {
      throw new Error(
        `a sub-node of ${this.address} needs an address made with ` +
          `subAddress(this.address, id), but this one is ${node.address}`,
      );
    }
    const children = this.subNodes ?? new Map<string, Node>();
    children.set(node.address.slice(prefix.length), node);
    if (this.subNodes === undefined) {
      Object.defineProperty(this, 'subNodes', {
        value: children,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    const environment = environments.get(this);
    if (environment !== undefined) connect(node, environment);
  }

  /** Writes to the test's log: `this.log.fine(() => ...)`. */
  protected get log(): Logger {
    let logger = loggers.get(this);
    if (logger === undefined) {
      logger = new Logger(() => environments.get(this)?.logSink);
      Object.freeze(logger);
      loggers.set(this, logger);
    }
    return logger;
  }
}
