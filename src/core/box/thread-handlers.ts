import { decode, encode, OrderWatch, watching, type Canonical } from '../canon/index.js';
import { rootAddress, type Command, type LogLevel, type Node } from '../lab/index.js';
import { LabFault, unreachable } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from './handlers.js';
import { Activation } from './activation.js';
import type { Lab } from './lab.js';
import { stateFault } from './live-host.js';

/** A line that a node logged. */
export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/**
 * Handlers that run in this thread, on a node decoded from its canonical text for every call, so
 * that nothing can pass from one call to the next except through the text.
 */
export class ThreadHandlers implements Handlers {
  readonly #lab: Lab;
  readonly #activation: Activation;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#activation = new Activation(lab);
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#outcome('' as Canonical, false, () => this.#activation.create(blueprint));
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      const order = call.kept && new OrderWatch(call.kept);
      const outcome = watching(order, () =>
        this.#outcome(call.node, call.awaits, () => this.#activated(call, order), order),
      );
      return order?.read === undefined ? outcome : { ...outcome, orderRead: order.read };
    });
  }

  /** What the node logs during this call, at every level. */
  logOf(call: HandlerCall): LogLine[] {
    const lines: LogLine[] = [];
    const write = (level: LogLevel, text: string) => lines.push({ level, text });
    this.#activation.logSink = { threshold: 0, write };
    try {
      this.run([call]);
    } finally {
      this.#activation.logSink = undefined;
    }
    return lines;
  }

  #activated(call: HandlerCall, order: OrderWatch | undefined): Node {
    const { classes } = this.#lab;
    const node = decode(call.node, classes, order) as Node;
    this.#activation.adopt(node);
    const { cause } = call;
    switch (cause.kind) {
      case 'deliver': {
        const { from, to, message } = cause.envelope;
        this.#activation.deliver(node, from, to, decode(message, classes, order) as object);
        return node;
      }
      case 'fire':
        this.#activation.fire(
          node,
          cause.timer.owner,
          decode(cause.timer.timer, classes, order) as object,
        );
        return node;
      case 'command':
        this.#activation.command(node, decode(cause.command, classes) as Command);
        return node;
      default:
        return unreachable(cause);
    }
  }

  #outcome(
    before: Canonical,
    awaits: boolean,
    activated: () => Node,
    order?: OrderWatch,
  ): HandlerOutcome {
    const { classes } = this.#lab;
    try {
      const node = activated();
      const { sends, sets, warnings } = this.#activation;
      const result = awaits ? this.#activation.resultOf(node) : undefined;
      // A test may look at any part of it.
      order?.lookedThrough(result);
      return {
        node: this.#encodeNode(node, order),
        sends: sends.map(({ from, to, message }) => ({
          from,
          to,
          message: encode(message, classes, 'value', order),
        })),
        sets: sets.map(({ owner, timer, minMs, maxMs }) => ({
          owner,
          timer: encode(timer, classes, 'value', order),
          minMs,
          maxMs,
        })),
        result: result === undefined ? undefined : encode(result, classes, 'value'),
        ...(warnings.length > 0 && { warnings }),
        fault: undefined,
      };
    } catch (error) {
      if (!(error instanceof LabFault)) throw error;
      return { node: before, sends: [], sets: [], result: undefined, fault: error.data };
    }
  }

  #encodeNode(node: Node, order: OrderWatch | undefined): Canonical {
    try {
      return encode(node, this.#lab.classes, 'state', order);
    } catch (error) {
      throw stateFault(error, node, rootAddress(node.address), this.#lab.classes);
    }
  }
}
