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
  type ToldOfStep,
} from '../box/index.js';
import { decode, transcribe, type ClassTable, type Transcript } from '../canon/index.js';
import { levelRank, rootAddress, type Address, type Command, type LogSink } from '../lab/index.js';
import { LabFault, type LabFaultData } from '../support/index.js';
import { BoxAhead, type TakenStep } from './box-ahead.js';
import type { LabClient } from './remote-handlers.js';
import { Unseen } from './unseen.js';

/** What came with the answer to a node's last step, until somebody asks for it. */
interface Pending {
  stateFault: LabFaultData | undefined;
  /** Whether the step asked for `result` and `resultFault`. */
  wasAsked: boolean;
  answer: Pick<LiveAnswer, 'stateFault' | 'result' | 'resultFault' | 'resultLines'>;
}

const NOBODY_READS = levelRank('OFF');

/**
 * Live nodes in a box: every activation is one question, unless the box foresaw it. The answer
 * includes what is always asked next: the check of the state and the client's result.
 */
export class RemoteNodes implements NodeHost {
  readonly classes: ClassTable;
  readonly foresight: BoxAhead;
  readonly #print: (text: string) => void;
  readonly #texts = new WeakMap<object, Transcript>();
  readonly #nodes = new Map<Address, NodeBlueprint>();
  readonly #steps = new Map<Address, number>();
  /** Clients that have a command without a result. */
  readonly #waiting = new Set<Address>();
  readonly #pending = new Map<Address, Pending>();
  #sink: LogSink | undefined;
  #hasBegun = false;

  constructor(client: LabClient, classes: ClassTable, print: (text: string) => void) {
    this.classes = classes;
    this.#print = print;
    this.foresight = new BoxAhead(client, (data) => this.#textOf(data));
  }

  set logSink(sink: LogSink | undefined) {
    this.#sink = sink;
  }

  add(blueprint: NodeBlueprint): LiveEffects {
    const doing = `${blueprint.export}.init`;
    const { address } = blueprint;
    const request = { do: 'add', blueprint } as const;
    const effects = this.#step(address, request, false, () => doing);
    this.#nodes.set(address, blueprint);
    return effects;
  }

  remove(address: Address): void {
    for (const kept of [this.#nodes, this.#steps, this.#waiting, this.#pending])
      kept.delete(address);
    this.foresight.post({ do: 'remove', address });
  }

  deliver(from: Address, to: Address, message: object): LiveEffects {
    const node = rootAddress(to);
    const awaits = this.#waiting.has(node);
    const step = this.foresight.take(message);
    if (step !== undefined) return this.#foreseen(node, step, awaits);
    const doing = () => this.#handlerOf(to, 'handle', message);
    const request = { do: 'deliver', from, to, message: this.#textOf(message), awaits } as const;
    return this.#step(node, request, awaits, doing);
  }

  fire(owner: Address, timer: object): LiveEffects {
    const node = rootAddress(owner);
    const awaits = this.#waiting.has(node);
    const step = this.foresight.take(timer);
    if (step !== undefined) return this.#foreseen(node, step, awaits);
    const doing = () => this.#handlerOf(owner, 'on', timer);
    const request = { do: 'fire', owner, timer: this.#textOf(timer), awaits } as const;
    return this.#step(node, request, awaits, doing);
  }

  command(client: Address, command: Command): LiveEffects {
    this.#waiting.add(client);
    const step = this.foresight.take(client);
    if (step !== undefined) return this.#foreseen(client, step, true);
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
    const answer = this.#ask({ do: 'state', address: node }, () => 'a look at a node');
    const { state, stateFault } = answer;
    if (stateFault !== undefined) throw new LabFault(stateFault);
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
    const text = this.#textOf(data);
    const seen = decoded(text, this.classes);
    this.#texts.set(seen, text);
    return seen;
  }

  #foreseen(
    node: Address,
    { sends, sets, told = NOTHING }: TakenStep,
    awaits: boolean,
  ): LiveEffects {
    this.#tell(told.lines);
    if (told.fault !== undefined) throw new LabFault(told.fault);
    this.#note(node, told, awaits);
    const { warnings } = told;
    return warnings === undefined ? { sends, sets } : { sends, sets, warnings };
  }

  #step(at: Address, request: LiveRequest, awaits: boolean, doing: () => string): LiveEffects {
    const answer = this.#ask(request, doing);
    const step = this.foresight.taken(answer.foreseen);
    if (step !== undefined) return this.#foreseen(rootAddress(at), step, awaits);
    if (answer.fault !== undefined) throw new LabFault(answer.fault);
    return this.#taken(rootAddress(at), answer, awaits);
  }

  #taken(node: Address, answer: LiveAnswer, wasAsked: boolean): LiveEffects {
    this.#note(node, answer, wasAsked);
    const { sends = [], sets = [], warnings } = answer;
    return {
      ...(warnings && { warnings }),
      sends: sends.map(([from, to, text]) => ({ from, to, message: new Unseen(text, undefined) })),
      sets: sets.map(([owner, text, minMs, maxMs]) => ({
        owner,
        timer: new Unseen(text, undefined),
        minMs,
        maxMs,
      })),
    };
  }

  #note(node: Address, answer: Pending['answer'], wasAsked: boolean): void {
    this.#steps.set(node, (this.#steps.get(node) ?? 0) + 1);
    this.#pending.set(node, { stateFault: answer.stateFault, wasAsked, answer });
  }

  #ask(request: LiveRequest, doing: () => string): LiveAnswer {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      const logThreshold = this.#sink?.threshold ?? NOBODY_READS;
      this.foresight.ask({ do: 'begin', logThreshold }, () => 'the start of a run');
    }
    const answer = this.foresight.ask(request, doing);
    this.#tell(answer.lines);
    return answer;
  }

  #tell(lines: LiveAnswer['lines']): void {
    if (lines === undefined) return;
    for (const [level, text] of lines) {
      if (level === '') this.#print(text);
      else this.#sink?.write(level, text);
    }
  }

  #textOf(data: object): Transcript {
    if (data instanceof Unseen) return (data.text ??= this.#shownText(data.number as number));
    let text = this.#texts.get(data);
    if (text === undefined) {
      text = transcribe(data, this.classes, 'value');
      this.#texts.set(data, text);
    }
    return text;
  }

  #shownText(kept: number): Transcript {
    const mailed = this.foresight.mailed(kept);
    if (mailed !== undefined) return mailed;
    const { shown } = this.#ask({ do: 'show', kept }, () => 'a look at a message');
    if (shown === undefined) throw new LabFault(NO_ANSWER);
    return shown;
  }

  /** `Server.handleVote`: the handler that hung. */
  #handlerOf(address: Address, prefix: string, of: object): string {
    const data = decoded(this.#textOf(of), this.classes);
    return `${this.#exportOf(address)}.${prefix}${this.classes.nameOf(data) ?? ''}`;
  }

  #exportOf(address: Address): string {
    return this.#nodes.get(rootAddress(address))?.export ?? 'the node';
  }
}

const NOTHING: ToldOfStep = {};

const NO_ANSWER: LabFaultData = {
  kind: 'process',
  message: 'the process that runs your code left out an answer',
};

/** The value of a box's text, if it is valid. */
function decoded(text: Transcript, classes: ClassTable): object {
  try {
    return decode(text, classes) as object;
  } catch {
    const message = 'the process that runs your code gave a text that cannot be decoded';
    throw new LabFault({ kind: 'process', message });
  }
}

/** An application in a box. */
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

/** Equal to nothing that a test can expect. */
const NO_VALUE = Symbol('what cannot be copied');
