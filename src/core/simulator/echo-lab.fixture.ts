/** A small lab for tests of the simulator: a server that answers, a client that retries. */
import { ClassTable, print } from '../canon/index.js';
import type { Lab } from '../box/index.js';
import {
  Command,
  Message,
  Node,
  Result,
  Timer,
  toAddress,
  type Address,
  type Client,
} from '../lab/index.js';
import { LabFault } from '../support/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { SimulationObserver } from './observer.js';

export const [s1, s2, c1, c2] = ['server1', 'server2', 'client1', 'client2'].map(toAddress) as [
  Address,
  Address,
  Address,
  Address,
];

export class Ask extends Command {
  readonly number: number;
  constructor(number: number) {
    super();
    this.number = number;
  }
}
export class Answer extends Result {
  readonly number: number;
  constructor(number: number) {
    super();
    this.number = number;
  }
}
export class Question extends Message {
  readonly numbers: number[];
  constructor(numbers: number[]) {
    super();
    this.numbers = numbers;
  }
}
export class Reply extends Message {
  readonly number: number;
  constructor(number: number) {
    super();
    this.number = number;
  }
}
export class Burst extends Message {
  readonly to: Address;
  readonly count: number;
  constructor(to: Address, count: number) {
    super();
    this.to = to;
    this.count = count;
  }
}
export class Arm extends Message {
  readonly minMs: number;
  readonly maxMs: number;
  constructor(minMs: number, maxMs: number) {
    super();
    this.minMs = minMs;
    this.maxMs = maxMs;
  }
}
export class Tick extends Timer {}
export class Retry extends Timer {}

/** Answers questions, sends bursts and arms timers on demand; records what it sees. */
export class Server extends Node {
  seen: string[] = [];
  init(): void {
    if (this.address === s2) this.send(new Reply(-1), s1);
  }
  handleQuestion(question: Question, sender: Address): void {
    const number = question.numbers[0] ?? 0;
    question.numbers[0] = number + 1000;
    this.seen.push(`question ${number}`);
    if (number === 13) throw new Error('unlucky');
    this.log.info(`answers ${number}`);
    this.send(new Reply(number), sender);
  }
  handleReply(reply: Reply): void {
    this.seen.push(`reply ${reply.number}`);
  }
  handleBurst({ to, count }: Burst): void {
    for (let i = 0; i < count; i++) this.send(new Reply(i), to);
  }
  handleArm({ minMs, maxMs }: Arm): void {
    this.set(new Tick(), minMs, maxMs);
    this.send(new Reply(0), this.address);
  }
  onTick(): void {
    this.seen.push('tick');
  }
}

/** Asks server1, and retries every 10 ms until it has an answer. */
export class Asker extends Node implements Client {
  question = -1;
  answer: Result | undefined;
  init(): void {
    // Nothing to start with.
  }
  sendCommand(command: Ask): void {
    this.question = command.number;
    this.answer = undefined;
    this.onRetry();
  }
  onRetry(): void {
    if (this.answer !== undefined) return;
    this.send(new Question([this.question]), s1);
    this.set(new Retry(), 10);
  }
  handleReply(reply: Reply): void {
    if (reply.number === this.question) this.answer = new Answer(reply.number);
  }
  hasResult(): boolean {
    return this.answer !== undefined;
  }
  getResult(): Result | undefined {
    return this.answer;
  }
}

export const CLASSES = [Ask, Answer, Question, Reply, Burst, Arm, Tick, Retry, Server, Asker];

export function lab(): Lab {
  const classes = new ClassTable();
  for (const one of CLASSES) classes.register(one, `test.${one.name}`, one.name);
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, [address]) =>
      name === 'Asker' ? new Asker(address as Address) : new Server(address as Address),
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing}: ${String(thrown)}` }),
  };
}

export const server = (address: Address): NodeBlueprint => ({
  address,
  export: 'Server',
  args: [address],
  role: 'server',
});
export const asker = (address: Address): NodeBlueprint => ({
  address,
  export: 'Asker',
  args: [address],
  role: 'client',
});

/** An observer that records everything that happens, one line each: time, what, data. */
export function chronicle(classes: ClassTable): SimulationObserver & { readonly lines: string[] } {
  const lines: string[] = [];
  const add = (nowMs: number, text: string, data?: object): void => {
    const shown = data === undefined ? '' : ` ${print(data, classes)}`;
    lines.push(`${nowMs.toFixed(4)} ${text}${shown}`);
  };
  return {
    lines,
    onAdd: (node, now) => add(now, `add ${node.address}`),
    onCrash: (node, now) => add(now, `crash ${node}`),
    onSend: ({ id, from, to, message }, now) => add(now, `send ${id} ${from}>${to}`, message),
    onDeliver: ({ id, from, to, message }, now) => add(now, `deliver ${id} ${from}>${to}`, message),
    onDrop: ({ id, from, to }, reason, now) => add(now, `drop ${id} ${from}>${to} (${reason})`),
    onSet: ({ owner, timer }, now) => add(now, `set ${owner}`, timer),
    onFire: ({ owner, timer }, now) => add(now, `fire ${owner}`, timer),
    onCommand: (client, command, now) => add(now, `command ${client}`, command),
    onResult: ({ client, result }, _, now) => add(now, `result ${client}`, result),
    onLog: (node, level, text, now) => add(now, `log ${node} ${level} ${text}`),
  };
}
