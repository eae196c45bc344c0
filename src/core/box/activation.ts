import { BadState, clone, findBadState, print } from '../canon/index.js';
import {
  connect,
  findNode,
  Message,
  Node,
  rootAddress,
  Timer,
  type Address,
  type Client,
  type Command,
  type LogSink,
  type NodeEnvironment,
} from '../lab/index.js';
import { LabFault, type LabFaultData } from '../support/index.js';
import { construct } from './construct.js';
import type { NodeBlueprint } from './handlers.js';
import type { Lab } from './lab.js';
import { noHandlerFault } from './no-handler.js';

/** A message a handler sent, already copied; plain data of the lab's classes. */
export interface SentMessage {
  readonly from: Address;
  readonly to: Address;
  readonly message: object;
}

/** A timer a handler set, already copied. */
export interface SetTimer {
  readonly owner: Address;
  readonly timer: object;
  readonly minMs: number;
  readonly maxMs: number;
}

/** A handler's name, and its name in messages: `handleVote`, `Server.handleVote`. */
interface NamedHandler {
  readonly method: string;
  readonly doing: string;
}

/** Bounds what one handler may do, far above anything a lab needs. */
const SENDS_MAX = 100_000;

/**
 * Runs a lab's code on live nodes: finds the handler by the class name of the message or timer,
 * collects what it sends and sets, and turns everything thrown into a `LabFault`.
 */
export class Activation implements NodeEnvironment {
  /** What the last activation sent and set; replaced, never changed, by the next one. */
  sends: SentMessage[] = [];
  sets: SetTimer[] = [];
  /** What it did that is harmless in itself, but that nobody intends. */
  warnings: LabFaultData[] = [];
  /** Where `this.log` of the nodes writes. */
  logSink: LogSink | undefined;

  readonly #lab: Lab;
  /** By the class of the node, then that of the message or timer. */
  readonly #names = {
    handle: new Map<string, Map<string, NamedHandler>>(),
    on: new Map<string, Map<string, NamedHandler>>(),
  };
  #active = false;
  /** What is running: `Server.handleVote`. */
  #doing = '';
  /** Keyed by the handler and what it sent, so that the place in the code is looked up once. */
  readonly #unaddressed = new Map<string, LabFaultData>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Constructs a node, connects it and runs its `init`. */
  create(blueprint: NodeBlueprint): Node {
    const { address } = blueprint;
    this.#lab.budget.reset();
    const node = construct(this.#lab, { construct: blueprint.export, args: blueprint.args });
    this.#lab.checkShared?.(`new ${blueprint.export}`);
    if (!(node instanceof Node)) {
      throw new LabFault({
        kind: 'export',
        message: `${blueprint.export} is not a Node`,
        hint: `declare it as: export class ${blueprint.export} extends Node`,
      });
    }
    if (node.address !== address) {
      throw new LabFault({
        kind: 'export',
        message: `${blueprint.export} has the address ${String(node.address)}, not ${address}`,
        hint: 'pass the constructor’s address on: super(address)',
      });
    }
    connect(node, this);
    this.#activate(`${blueprint.export}.init`, () => node.init());
    return node;
  }

  /** Connects a node that was built from its canonical text. */
  adopt(node: Node): void {
    connect(node, this);
  }

  /** Delivers the message itself: the caller gives it away. */
  deliver(root: Node, from: Address, to: Address, message: object): void {
    const node = this.#target(root, to);
    const name = this.#className(message);
    this.#handler(node, 'handle', name, message, from);
  }

  /** Fires the timer itself: the caller gives it away. */
  fire(root: Node, owner: Address, timer: object): void {
    const node = this.#target(root, owner);
    const name = this.#className(timer);
    this.#handler(node, 'on', name, timer, undefined);
  }

  /** Hands a copy of a command to a client. */
  command(node: Node, command: Command): void {
    const client = node as Node & Client;
    const copy = clone(command, this.#lab.classes);
    this.#activate(`${this.#nodeName(node)}.sendCommand`, () => client.sendCommand(copy));
  }

  /** The newest result of a client, copied, or `undefined`. */
  resultOf(node: Node): object | undefined {
    const client = node as Node & Client;
    const name = this.#nodeName(node);
    this.#lab.budget.reset();
    try {
      const has: unknown = client.hasResult();
      if (typeof has !== 'boolean') {
        throw new LabFault({
          kind: 'call',
          message: `${name}.hasResult() returned ${print(has, this.#lab.classes)}, not a boolean`,
        });
      }
      if (!has) return undefined;
      const result: unknown = client.getResult();
      this.#lab.checkShared?.(`${name}.getResult`);
      if (typeof result !== 'object' || result === null) {
        throw new LabFault({
          kind: 'call',
          message: `${name}.hasResult() is true, but getResult() returned ${String(result)}`,
        });
      }
      return this.#copied(result, 'the result of', name);
    } catch (error) {
      throw this.#lab.faultOf(error, `${name}.getResult`);
    }
  }

  send(from: Address, message: Message, to: Address): void {
    this.#checkData(message, Message, 'send', 'message');
    this.#checkActive('send');
    if (typeof to !== 'string' || to === '') {
      this.warnings.push(this.#unaddressedSend(this.#told(message), to));
      return;
    }
    if (this.sends.length >= SENDS_MAX) {
      throw new LabFault({
        kind: 'budget',
        message: `${from} sends more than ${SENDS_MAX} messages in one step`,
        cause: 'messages-multiply',
      });
    }
    this.sends.push({ from, to, message: this.#copied(message, 'sent by', from) });
  }

  /** As in the original, such a message is lost; it is reported beside the verdict. */
  #unaddressedSend(what: string, to: unknown): LabFaultData {
    const key = `${this.#doing}|${what}|${typeof to}`;
    let known = this.#unaddressed.get(key);
    if (known === undefined) {
      const address = print(to, this.#lab.classes);
      const fault = new LabFault({
        kind: 'call',
        message: `${this.#doing} sends ${what} to ${address}, which is not an address: it is lost`,
        hint: 'check an address that may be null before sending to it',
        cause: 'send-to-null',
      });
      known = this.#lab.faultOf(fault, this.#doing).data;
      this.#unaddressed.set(key, known);
    }
    return known;
  }

  set(owner: Address, timer: Timer, minMs: number, maxMs: number): void {
    this.#checkData(timer, Timer, 'set', 'timer');
    this.#checkActive('set');
    if (!(Number.isFinite(minMs) && Number.isFinite(maxMs) && minMs >= 1 && minMs <= maxMs)) {
      const what = this.#told(timer);
      throw new LabFault({
        kind: 'call',
        message: `${owner} sets ${what} to fire after ${String(minMs)} to ${String(maxMs)} ms`,
        hint: 'both have to be finite, with 1 <= minMs <= maxMs',
      });
    }
    if (this.sets.length >= SENDS_MAX) {
      throw new LabFault({
        kind: 'budget',
        message: `${owner} sets more than ${SENDS_MAX} timers in one step`,
        cause: 'timers-multiply',
      });
    }
    this.sets.push({ owner, timer: this.#copied(timer, 'set by', owner), minMs, maxMs });
  }

  #target(root: Node, address: Address): Node {
    if (root.address === address) return root;
    const node = findNode(root, address);
    if (node !== undefined) return node;
    throw new LabFault({
      kind: 'no-handler',
      message: `${rootAddress(address)} has no sub-node ${address}`,
      hint: 'add it with addSubNode in init()',
    });
  }

  #handler(
    node: Node,
    prefix: 'handle' | 'on',
    name: string,
    data: object,
    sender: Address | undefined,
  ): void {
    const { method, doing } = this.#named(this.#nodeName(node), prefix, name);
    this.#activate(doing, () => {
      // A getter of the lab may be behind it.
      const handler = (node as unknown as Record<string, unknown>)[method];
      if (typeof handler !== 'function') {
        throw noHandlerFault({ node, className: this.#nodeName(node), name, sender });
      }
      const returned: unknown = handler.call(node, data, sender);
      if (returned !== undefined) this.#refuseReturn(doing, returned);
    });
  }

  /** A class's handler for a message or timer class. Names are made once, since they are keys. */
  #named(owner: string, prefix: 'handle' | 'on', name: string): NamedHandler {
    const named = this.#names[prefix];
    let ofOwner = named.get(owner);
    if (ofOwner === undefined) named.set(owner, (ofOwner = new Map<string, NamedHandler>()));
    let found = ofOwner.get(name);
    if (found === undefined) {
      const method = prefix + name;
      ofOwner.set(name, (found = { method, doing: `${owner}.${method}` }));
    }
    return found;
  }

  #refuseReturn(doing: string, returned: unknown): never {
    const isPromise = typeof returned === 'object' && returned !== null && 'then' in returned;
    throw new LabFault({
      kind: 'call',
      message: isPromise
        ? `${doing} returned a promise`
        : `${doing} returned a value (${typeof returned}); a handler returns nothing`,
      ...(isPromise && {
        hint: 'a handler runs to its end: no async, no await',
        cause: 'async-handler',
      }),
    });
  }

  /** Runs a piece of the lab's code, which may send and set meanwhile. */
  #activate(doing: string, run: () => void): void {
    this.sends = [];
    this.sets = [];
    this.warnings = [];
    this.#active = true;
    this.#doing = doing;
    this.#lab.budget.reset();
    try {
      run();
      this.#lab.checkShared?.(doing);
    } catch (error) {
      this.sends = [];
      this.sets = [];
      this.warnings = [];
      throw this.#lab.faultOf(error, doing);
    } finally {
      this.#active = false;
    }
  }

  #checkActive(call: string): void {
    if (this.#active) return;
    throw new LabFault({
      kind: 'call',
      message: `${call} was called outside a handler`,
      hint: 'only init, handlers and a client’s sendCommand may send and set',
    });
  }

  #checkData(value: unknown, kind: abstract new () => object, call: string, noun: string): void {
    if (value instanceof kind) return;
    throw new LabFault({
      kind: 'call',
      message: `${call} was given ${print(value, this.#lab.classes)}, which is not a ${noun}`,
      hint: `declare its class with: extends ${noun === 'timer' ? 'Timer' : 'Message'}`,
    });
  }

  /** A message or timer, as a sentence names it. */
  #told(data: object): string {
    return `a ${this.#className(data)}`;
  }

  /** What it is, if it cannot be copied, is told by who did what with it. */
  #copied<T extends object>(value: T, did: 'sent by' | 'set by' | 'the result of', who: string): T {
    try {
      return clone(value, this.#lab.classes);
    } catch (error) {
      if (!(error instanceof BadState || error instanceof RangeError)) throw error;
      const found = findBadState(value, this.#lab.classes, 'value');
      const what = did === 'the result of' ? `${did} ${who}` : `${this.#told(value)} ${did} ${who}`;
      const where = found === undefined || found.path === '' ? what : `${found.path} of ${what}`;
      const reason = found?.reason ?? error.message;
      throw new LabFault({
        kind: 'state',
        message: `${where} is ${reason}, which can’t be copied`,
        ...(found?.isFunction === true && { cause: 'function-in-state' }),
      });
    }
  }

  #className(value: object): string {
    return this.#lab.classes.nameOf(value) ?? 'object';
  }

  #nodeName(node: Node): string {
    return this.#lab.classes.nameOf(node) ?? node.address;
  }
}
