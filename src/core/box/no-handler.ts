import { Node, type Address } from '../lab/index.js';
import { LabFault } from '../support/index.js';

/** A message or timer for which a node has no method. */
interface Unhandled {
  readonly node: Node;
  /** The node's class, for messages. */
  readonly className: string;
  /** Class of the message or timer. */
  readonly name: string;
  /** The message's sender; `undefined` for a timer. */
  readonly sender: Address | undefined;
}

/** The fault of a node that has no handler for something; it lists the handlers there are. */
export function noHandlerFault({ node, className, name, sender }: Unhandled): LabFault {
  const prefix = sender === undefined ? 'on' : 'handle';
  const method = prefix + name;
  const signature = sender === undefined ? name : `${name}, Address`;
  const given =
    sender === undefined
      ? `${node.address} set this timer: add the method ${method}`
      : `${sender} sent it to ${node.address}: send it to the node ` +
        `it is meant for, or add ${method}`;
  const handlers = handlersOf(node, prefix);
  const has = handlers.length === 0 ? '' : `; ${className} has ${handlers.join(', ')}`;
  return new LabFault({
    kind: 'no-handler',
    message: `${className} has no handler ${method}(${signature})`,
    hint: `${given}${has}`,
  });
}

/** The names of a node's handlers of one kind, those of its own class first. */
function handlersOf(node: Node, prefix: string): string[] {
  const names = new Set<string>();
  const isHandler = (name: string): boolean => new RegExp(`^${prefix}[A-Z]`).test(name);
  let level = Object.getPrototypeOf(node) as object | null;
  while (level !== null && level !== Node.prototype) {
    for (const name of Object.getOwnPropertyNames(level)) if (isHandler(name)) names.add(name);
    level = Object.getPrototypeOf(level) as object | null;
  }
  return [...names];
}
