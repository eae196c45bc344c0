import {
  isCheckedAfter,
  type Construction,
  type ExecutedCommand,
  type HostedApplication,
  type LiveAnswer,
  type LiveEffects,
  type LiveRequest,
  type NodeBlueprint,
  type NodeHost,
} from '../box/index.js';
import { decode, transcribe, type ClassTable, type Transcript } from '../canon/index.js';
import { levelRank, rootAddress, type Address, type Command, type LogSink } from '../lab/index.js';
import { LabFault, type LabFaultData } from '../support/index.js';
import type { LabClient } from './remote-handlers.js';

/** Something that was sent or set in the box, and that nobody has looked at. */
class Unseen {
  readonly text: Transcript;

  constructor(text: Transcript) {
    this.text = text;
  }
}

/** What came along with a node's last step, until somebody asks for it. */
interface Pending {
  stateFault: LabFaultData | undefined;
  /** Whether `result` and `resultFault` were asked for in the step. */
  wasAsked: boolean;
  answer: LiveAnswer;
}

const NOBODY_READS = levelRank('OFF');

/**
 * Live nodes that live in a box: every activation is one question. What is asked right after it,
 * the
 * check of the state and the client's result, comes along.
 */
export class RemoteNodes implements NodeHost {
  readonly classes: ClassTable;
  readonly #client: LabClient;
  readonly #print: (text: string) => void;
  readonly #texts = new WeakMap<object, Transcript>();
  readonly #nodes = new Map<Address, NodeBlueprint>();
  readonly #steps = new Map<Address, number>();
  /** Clients that were handed a command whose result has not come. */
  readonly #waiting = new Set<Address>();
  readonly #pending = new Map<Address, Pending>();
  #sink: LogSink | undefined;
  #hasBegun = false;

  constructor(client: LabClient, classes: ClassTable, print: (text: string) => void) {
    this.#client = client;
    this.classes = classes;
    this.#print = print;
  }

  set logSink(sink: LogSink | undefined) {
    this.#sink = sink;
  }

  add(blueprint: NodeBlueprint): LiveEffects {
    const doing = `${blueprint.export}.init`;
    const { address } = blueprint;
    const answer = this.#ask({ do: 'add', blueprint }, () => doing);
    if (answer.fault !== undefined) throw new LabFault(answer.fault);
    this.#nodes.set(address, blueprint);
    return this.#taken(address, answer, false);
  }

  remove(address: Address): void {
    for (const kept of [this.#nodes, this.#steps, this.#waiting, this.#pending])
      kept.delete(address);
    this.#ask({ do: 'remove', address }, () => 'a crash');
  }

  deliver(from: Address, to: Address, message: object): LiveEffects {
    const text = this.#textOf(message);
    const awaits = this.#waiting.has(rootAddress(to));
    const doing = () => this.#handlerOf(to, 'handle', text);
    return this.#step(to, { do: 'deliver', from, to, message: text, awaits }, awaits, doing);
  }

  fire(owner: Address, timer: object): LiveEffects {
    const text = this.#textOf(timer);
    const awaits = this.#waiting.has(rootAddress(owner));
    const doing = () => this.#handlerOf(owner, 'on', text);
    return this.#step(owner, { do: 'fire', owner, timer: text, awaits }, awaits, doing);
  }

  command(client: Address, command: Command): LiveEffects {
    this.#waiting.add(client);
    const request = { do: 'command', client, command: this.#textOf(command) } as const;
    return this.#step(client, request, true, () => `${this.#exportOf(client)}.sendCommand`);
  }

  resultOf(client: Address): object | undefined {
    const pending = this.#pending.get(client);
    const wasAsked = pending?.wasAsked === true;
    const answer = wasAsked
      ? pending.answer
      : this.#ask({ do: 'result', client }, () => `${this.#exportOf(client)}.getResult`);
    if (pending !== undefined) pending.wasAsked = false;
    if (wasAsked) this.#tell(answer.resultLines);
    if (answer.resultFault !== undefined) throw new LabFault(answer.resultFault);
    if (answer.result === undefined) return undefined;
    this.#waiting.delete(client);
    return decoded(answer.result, this.classes);
  }

  peek(address: Address): object | undefined {
    const node = rootAddress(address);
    if (!this.#nodes.has(node)) return undefined;
    const { state } = this.#ask({ do: 'state', address: node }, () => 'a look at a node');
    return state === undefined ? undefined : decoded(state, this.classes);
  }

  checkState(address: Address): void {
    const pending = this.#pending.get(address);
    const known = pending !== undefined && isCheckedAfter(this.#steps.get(address) ?? 0);
    const fault = known
      ? pending.stateFault
      : this.#ask({ do: 'check', address }, () => 'a look at a node').stateFault;
    if (fault !== undefined) throw new LabFault(fault);
  }

  shown(data: object): object {
    if (!(data instanceof Unseen)) return data;
    const seen = decoded(data.text, this.classes);
    this.#texts.set(seen, data.text);
    return seen;
  }

  #step(at: Address, request: LiveRequest, awaits: boolean, doing: () => string): LiveEffects {
    const answer = this.#ask(request, doing);
    if (answer.fault !== undefined) throw new LabFault(answer.fault);
    return this.#taken(rootAddress(at), answer, awaits);
  }

  #taken(node: Address, answer: LiveAnswer, wasAsked: boolean): LiveEffects {
    this.#steps.set(node, (this.#steps.get(node) ?? 0) + 1);
    this.#pending.set(node, { stateFault: answer.stateFault, wasAsked, answer });
    const { sends = [], sets = [], warnings } = answer;
    return {
      ...(warnings && { warnings }),
      sends: sends.map(([from, to, text]) => ({ from, to, message: new Unseen(text) })),
      sets: sets.map(([owner, text, minMs, maxMs]) => ({
        owner,
        timer: new Unseen(text),
        minMs,
        maxMs,
      })),
    };
  }

  #ask(request: LiveRequest, doing: () => string): LiveAnswer {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      const logThreshold = this.#sink?.threshold ?? NOBODY_READS;
      this.#client.live({ do: 'begin', logThreshold }, () => 'the start of a run');
    }
    const answer = this.#client.live(request, doing);
    this.#tell(answer.lines);
    return answer;
  }

  #tell(lines: LiveAnswer['lines'] = []): void {
    for (const [level, text] of lines) {
      if (level === '') this.#print(text);
      else this.#sink?.write(level, text);
    }
  }

  #textOf(data: object): Transcript {
    if (data instanceof Unseen) return data.text;
    let text = this.#texts.get(data);
    if (text === undefined) {
      text = transcribe(data, this.classes, 'value');
      this.#texts.set(data, text);
    }
    return text;
  }

  /** `Server.handleVote`: what hung. */
  #handlerOf(address: Address, prefix: string, text: Transcript): string {
    const data = decoded(text, this.classes);
    return `${this.#exportOf(address)}.${prefix}${this.classes.nameOf(data) ?? ''}`;
  }

  #exportOf(address: Address): string {
    return this.#nodes.get(rootAddress(address))?.export ?? 'the node';
  }
}

/** What a text of a box stands for, if it stands for anything. */
function decoded(text: Transcript, classes: ClassTable): object {
  try {
    return decode(text, classes) as object;
  } catch {
    const message = 'the process that runs your code gave a text that stands for nothing';
    throw new LabFault({ kind: 'process', message });
  }
}

/** An application that lives in a box. */
export class RemoteApplication implements HostedApplication {
  readonly #client: LabClient;
  readonly #classes: ClassTable;
  readonly #name: string;
  readonly #number: number;

  constructor(client: LabClient, classes: ClassTable, made: Construction, number: number) {
    this.#client = client;
    this.#classes = classes;
    this.#name = made.construct;
    this.#number = number;
    const request: LiveRequest = { do: 'make', application: number, made };
    const { fault } = client.live(request, () => `new ${this.#name}`);
    if (fault !== undefined) throw new LabFault(fault);
  }

  execute(command: Command): ExecutedCommand {
    const text = transcribe(command, this.#classes, 'value');
    const answer = this.#client.live(
      { do: 'execute', application: this.#number, command: text },
      () => `${this.#name}.execute`,
    );
    if (answer.fault !== undefined) throw new LabFault(answer.fault);
    const { result, printed = '' } = answer;
    return { result: result === undefined ? NO_VALUE : decoded(result, this.#classes), printed };
  }
}

/** Equal to nothing that a test may expect. */
const NO_VALUE = Symbol('what cannot be copied');
