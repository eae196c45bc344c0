/**
 * Entry of the thread that runs a lab's handlers for searches. It sleeps until it is asked, and
 * answers; its event loop never turns. Everything it says is data.
 */
import process from 'node:process';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { CompiledLab } from './compiled-lab.js';
import { loadLab } from './load.js';
import { LabFault, unreachable } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from './handlers.js';
import {
  ANSWERED,
  ENDED,
  PROGRESS,
  STATE,
  WAKE,
  type LabAnswer,
  type LabInstance,
  type LabRequest,
  type LabThreadData,
} from './lab-thread-protocol.js';
import { ThreadHandlers, type LogLine } from './thread-handlers.js';
import { TwinHandlers } from './twins.js';

/** A lab's instances in this thread, each made when it is first asked for. */
class Instances {
  readonly #lab: CompiledLab;
  readonly #made = new Map<LabInstance, ThreadHandlers>();
  /** Where what the lab prints goes; nowhere unless somebody wants its log. */
  #printed: ((text: string) => void) | undefined;

  constructor(lab: CompiledLab) {
    this.#lab = lab;
  }

  /** Those that are asked for next know nothing of what the ones before did. */
  renew(): void {
    this.#made.clear();
  }

  get(instance: LabInstance): ThreadHandlers {
    let handlers = this.#made.get(instance);
    if (handlers === undefined) {
      handlers = new ThreadHandlers(
        loadLab(this.#lab, { console: (text) => this.#printed?.(text) }),
      );
      this.#made.set(instance, handlers);
    }
    return handlers;
  }

  /** What a node logs and prints, in order. */
  logOf(instance: LabInstance, call: HandlerCall): LogLine[] {
    const handlers = this.get(instance);
    const printed: LogLine[] = [];
    this.#printed = (text) => printed.push({ level: 'INFO', text });
    try {
      return [...handlers.logOf(call), ...printed];
    } finally {
      this.#printed = undefined;
    }
  }
}

/** Tells how many calls were made, one by one. */
class CountedHandlers implements Handlers {
  readonly #inner: Handlers;
  readonly #tick: () => void;

  constructor(inner: Handlers, tick: () => void) {
    this.#inner = inner;
    this.#tick = tick;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      const [outcome] = this.#inner.run([call]);
      this.#tick();
      return outcome as HandlerOutcome;
    });
  }
}

function answerTo(
  request: LabRequest,
  instances: Instances,
  progress: (done: number) => void,
): LabAnswer {
  let done = 0;
  const counted = (instance: LabInstance): Handlers =>
    new CountedHandlers(instances.get(instance), () => progress(++done));
  try {
    switch (request.kind) {
      case 'renew':
        instances.renew();
        return { kind: 'renewed' };
      case 'create': {
        const handlers = instances.get(request.instance);
        progress(done);
        return { kind: 'outcomes', outcomes: [handlers.create(request.blueprint)] };
      }
      case 'run': {
        const handlers = counted(request.instance);
        progress(done);
        return { kind: 'outcomes', outcomes: handlers.run(request.calls) };
      }
      case 'compare': {
        const twins = new TwinHandlers(counted('first'), counted('fresh'));
        progress(done);
        return { kind: 'compared', ...twins.run(request.calls, request.sample) };
      }
      case 'log':
        instances.get(request.instance);
        progress(done);
        return { kind: 'log', lines: instances.logOf(request.instance, request.call) };
      default:
        return unreachable(request);
    }
  } catch (error) {
    if (error instanceof LabFault) return { kind: 'refused', fault: error.data };
    return { kind: 'broken', error: error instanceof Error ? error.message : String(error) };
  }
}

const { lab, shared, signal, port } = workerData as LabThreadData;
const words = new Int32Array(shared);
const answers = new Int32Array(signal);
const instances = new Instances(lab);

process.on('exit', () => {
  Atomics.store(words, STATE, ENDED);
  Atomics.notify(answers, ANSWERED);
});

for (;;) {
  const wake = Atomics.load(words, WAKE);
  for (;;) {
    const received: { message: LabRequest } | undefined = receiveMessageOnPort(port);
    if (received === undefined) break;
    const answer = answerTo(received.message, instances, (done) => {
      Atomics.store(answers, PROGRESS, done);
    });
    port.postMessage(answer);
    Atomics.add(answers, ANSWERED, 1);
    Atomics.notify(answers, ANSWERED);
  }
  Atomics.wait(words, WAKE, wake);
}
