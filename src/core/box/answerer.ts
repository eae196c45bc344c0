import { loadTerms, type LabTerms } from '../given/index.js';
import { LabFault, unreachable } from '../support/index.js';
import type { BoundLab } from './compiled-lab.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from './handlers.js';
import { LiveAnswerer } from './live-answerer.js';
import type { LiveAnswer, LiveRequest } from './live-requests.js';
import { loadLab, type LoadedLab } from './load.js';
import type { LabAnswer, LabInstance, LabRequest } from './requests.js';
import { ThreadHandlers, type LogLine } from './thread-handlers.js';
import { TwinHandlers } from './twins.js';

const nowMs = performance.now.bind(performance);

/** Answers requests to a lab, in this realm. Whatever the lab does, the answer is data. */
export class Answerer {
  readonly #instances: Instances;

  private constructor(instances: Instances) {
    this.#instances = instances;
  }

  /** Answers for this lab, whose given modules are loaded into this realm. */
  static async of(lab: BoundLab): Promise<Answerer> {
    return new Answerer(new Instances(lab, await loadTerms(lab.terms)));
  }

  /** Calls `progress` with the number of calls made so far; with 0 once the lab is loaded. */
  answer(request: LabRequest, progress: (done: number) => void): LabAnswer {
    try {
      return this.#answer(request, progress);
    } catch (error) {
      if (error instanceof LabFault) return { kind: 'refused', fault: error.data };
      return { kind: 'broken', error: error instanceof Error ? error.message : String(error) };
    }
  }

  #answer(request: LabRequest, progress: (done: number) => void): LabAnswer {
    const instances = this.#instances;
    let done = 0;
    const counted = (instance: LabInstance): Handlers =>
      new CountedHandlers(instances.get(instance), () => progress(++done));
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
        const run = () => runSome(handlers, request.calls);
        const outcomes = instances.within(request.stepsMax, request.instance, run);
        return { kind: 'outcomes', outcomes };
      }
      case 'compare': {
        const twins = new TwinHandlers(counted('first'), counted('fresh'));
        progress(done);
        return { kind: 'compared', ...twins.run(request.calls, request.sample) };
      }
      case 'live':
        return { kind: 'live', live: instances.live(request.live, request.first) };
      case 'log':
        instances.get(request.instance);
        progress(done);
        return { kind: 'log', lines: instances.logOf(request.instance, request.call) };
      default:
        return unreachable(request);
    }
  }
}

/** If a question's calls together take longer than this, the answer is partial. */
const QUESTION_MAX_MS = 500;

/** Answers the first calls, and as many more as there is time for: that changes no outcome. */
function runSome(handlers: Handlers, calls: readonly HandlerCall[]): HandlerOutcome[] {
  const untilMs = nowMs() + QUESTION_MAX_MS;
  const outcomes: HandlerOutcome[] = [];
  for (const call of calls) {
    outcomes.push(...handlers.run([call]));
    if (nowMs() > untilMs) break;
  }
  return outcomes;
}

/** A lab's instances in this realm, each made when it is first asked for. */
class Instances {
  readonly #lab: BoundLab;
  readonly #terms: LabTerms;
  readonly #labs = new Map<LabInstance, LoadedLab>();
  readonly #made = new Map<LabInstance, ThreadHandlers>();
  #live: LiveAnswerer | undefined;
  /** Receives what the lab prints; undefined unless somebody wants its log. */
  #printed: ((text: string) => void) | undefined;

  constructor(lab: BoundLab, terms: LabTerms) {
    this.#lab = lab;
    this.#terms = terms;
  }

  /** Makes the next instances afresh, without any trace of the previous ones. */
  renew(): void {
    this.#labs.clear();
    this.#made.clear();
    this.#live = undefined;
  }

  /** Live nodes of runs belong to the first instance. */
  live(request: LiveRequest, first: readonly LiveRequest[] = []): LiveAnswer {
    const live = (this.#live ??= new LiveAnswerer(this.#loaded('first')));
    this.#printed = (text) => live.printed(text);
    try {
      for (const each of first) live.answer(each);
      return live.answer(request);
    } finally {
      this.#printed = undefined;
    }
  }

  get(instance: LabInstance): ThreadHandlers {
    let handlers = this.#made.get(instance);
    if (handlers === undefined) {
      handlers = new ThreadHandlers(this.#loaded(instance));
      this.#made.set(instance, handlers);
    }
    return handlers;
  }

  /** Runs something while limiting the steps of an instance's handlers. */
  within<T>(stepsMax: number | undefined, instance: LabInstance, run: () => T): T {
    if (stepsMax === undefined) return run();
    const { budget } = this.#loaded(instance);
    const before = budget.stepsMax;
    budget.stepsMax = stepsMax;
    try {
      return run();
    } finally {
      budget.stepsMax = before;
    }
  }

  #loaded(instance: LabInstance): LoadedLab {
    let lab = this.#labs.get(instance);
    if (lab === undefined) {
      lab = loadLab(this.#lab, this.#terms, { console: (text) => this.#printed?.(text) });
      this.#labs.set(instance, lab);
    }
    return lab;
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

/** Reports each call as it is made. */
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
