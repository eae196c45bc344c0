import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ClassTable } from '../canon/index.js';
import { assert, InvariantError, LabFault, unreachable } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';
import { callKey, handlerName } from './call-key.js';
import { Patience } from './patience.js';
import type { LogLine } from '../box/index.js';
import {
  ANSWERED,
  ENDED,
  LOADING,
  PROGRESS,
  STATE,
  WAKE,
  type LabAnswer,
  type LabInstance,
  type LabRequest,
} from '../box/index.js';

/** A client's way to a lab thread: its end of the channel, and the memory both share. */
export interface LabLine {
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
  readonly shared: SharedArrayBuffer;
}

/** How long a client waits, and what it does with a thread that does not answer. */
export interface LineOptions {
  /** One handler may take this long. The step budget ends a loop much earlier. */
  readonly handlerMaxMs: number;
  /** Gives the line to use from now on, after the thread ended or hangs. */
  readonly onLost: (() => LabLine) | undefined;
}

/** Hardly any answer takes longer; what the waiting costs is looked at from then on. */
const UNWATCHED_MS = 100;

/**
 * The handlers of a lab that runs in a thread of its own: every call blocks this thread until the
 * answer is there. A handler that does not come back is the lab's fault; the thread it is in is
 * given up.
 */
export class RemoteHandlers implements Handlers {
  readonly #client: LabClient;
  readonly #instance: LabInstance;
  readonly #classes: ClassTable;
  /** Calls that did not come back: answered at once when they are made again. */
  readonly #lost: Map<string, HandlerOutcome>;

  constructor(client: LabClient, instance: LabInstance, classes: ClassTable) {
    this.#client = client;
    this.#instance = instance;
    this.#classes = classes;
    this.#lost = client.lost;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    const answered = this.#client.ask({ kind: 'create', instance: this.#instance, blueprint });
    if (answered.kind !== 'lost') return onlyOutcome(answered);
    const node = '' as HandlerOutcome['node'];
    return this.#doesNotComeBack(`${blueprint.export}.init`, node, answered.seconds);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    if (this.#lost.size > 0) return calls.map((call) => this.#runOne(call));
    const answered = this.#client.ask({ kind: 'run', instance: this.#instance, calls });
    if (answered.kind !== 'lost') return outcomesOf(answered, calls.length);
    this.remember(calls[answered.done] as HandlerCall, answered.seconds);
    return this.run(calls);
  }

  /** What the node logs and prints when it is called like this; nothing if it hangs. */
  logOf(call: HandlerCall): readonly LogLine[] {
    if (this.#lost.has(callKey(call))) return [];
    const answered = this.#client.ask({ kind: 'log', instance: this.#instance, call });
    return answered.kind === 'log' ? answered.lines : [];
  }

  #runOne(call: HandlerCall): HandlerOutcome {
    const key = callKey(call);
    const lost = this.#lost.get(key);
    if (lost !== undefined) return lost;
    const answered = this.#client.ask({ kind: 'run', instance: this.#instance, calls: [call] });
    if (answered.kind !== 'lost') return onlyOutcome(answered);
    return this.remember(call, answered.seconds);
  }

  /** Notes that a call did not come back. */
  remember(call: HandlerCall, seconds: number): HandlerOutcome {
    const name = handlerName(call, this.#classes);
    const outcome = this.#doesNotComeBack(name, call.node, seconds);
    this.#lost.set(callKey(call), outcome);
    return outcome;
  }

  #doesNotComeBack(name: string, node: HandlerOutcome['node'], seconds: number): HandlerOutcome {
    const fault = {
      kind: 'budget',
      message: `${name} did not come back within ${seconds} s`,
      hint: 'look for a call that works on something huge, or fills the memory',
    } as const;
    return { node, sends: [], sets: [], result: undefined, fault };
  }
}

/** What asking gives: an answer, or that the thread is lost, and after how many calls. */
type Answered =
  | Extract<LabAnswer, { readonly kind: 'renewed' | 'outcomes' | 'compared' | 'log' }>
  | { readonly kind: 'lost'; readonly done: number; readonly seconds: number };

/** One client's side of a lab thread: asks, sleeps and takes the answer. */
export class LabClient {
  readonly lost = new Map<string, HandlerOutcome>();
  readonly #options: LineOptions;
  #line: LabLine;

  constructor(line: LabLine, options: LineOptions) {
    this.#line = line;
    this.#options = options;
  }

  /** Has the lab evaluated anew, and forgets which calls did not come back. */
  renew(): void {
    this.lost.clear();
    this.ask({ kind: 'renew' });
  }

  ask(request: LabRequest): Answered {
    const { port, shared, signal } = this.#line;
    const answers = new Int32Array(signal);
    const words = new Int32Array(shared);
    const before = Atomics.load(answers, ANSWERED);
    Atomics.store(answers, PROGRESS, LOADING);
    port.postMessage(request);
    Atomics.add(words, WAKE, 1);
    Atomics.notify(words, WAKE);
    if (!this.#waitFor(answers, before, words)) return this.#lose(answers, words);
    const received: { message: LabAnswer } | undefined = receiveMessageOnPort(port);
    assert(received !== undefined, 'the lab thread announced an answer that is not there');
    return answerOf(received.message);
  }

  /** Whether the answer came; false once one handler took too long or the thread ended. */
  #waitFor(answers: Int32Array, before: number, words: Int32Array): boolean {
    const { handlerMaxMs } = this.#options;
    let patience: Patience | undefined;
    while (Atomics.load(answers, ANSWERED) === before) {
      if (Atomics.load(words, STATE) === ENDED) return false;
      const waitMs = patience === undefined ? UNWATCHED_MS : handlerMaxMs;
      if (Atomics.wait(answers, ANSWERED, before, waitMs) !== 'timed-out') continue;
      if (patience === undefined) patience = new Patience(handlerMaxMs);
      else if (patience.isOver(Atomics.load(answers, PROGRESS))) return false;
    }
    return true;
  }

  #lose(answers: Int32Array, words: Int32Array): Answered {
    const hasEnded = Atomics.load(words, STATE) === ENDED;
    const { onLost, handlerMaxMs } = this.#options;
    if (hasEnded || onLost === undefined) {
      throw new InvariantError(
        hasEnded
          ? 'the thread that runs the lab has ended'
          : `the thread that runs the lab has not answered for ${handlerMaxMs / 1000} s`,
      );
    }
    const done = Atomics.load(answers, PROGRESS);
    this.#line = onLost();
    return { kind: 'lost', done, seconds: handlerMaxMs / 1000 };
  }
}

function answerOf(answer: LabAnswer): Answered {
  switch (answer.kind) {
    case 'renewed':
    case 'outcomes':
    case 'compared':
    case 'log':
      return answer;
    case 'refused':
      throw new LabFault(answer.fault);
    case 'broken':
      throw new InvariantError(`the thread that runs the lab failed: ${answer.error}`);
    default:
      return unreachable(answer);
  }
}

function outcomesOf(answered: Answered, count: number): readonly HandlerOutcome[] {
  assert(answered.kind === 'outcomes', 'the lab thread answered something else');
  assert(answered.outcomes.length === count, 'the lab thread left out an answer');
  return answered.outcomes;
}

function onlyOutcome(answered: Answered): HandlerOutcome {
  return outcomesOf(answered, 1)[0] as HandlerOutcome;
}
