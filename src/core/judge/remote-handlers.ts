import type {
  HandlerCall,
  HandlerOutcome,
  Handlers,
  LabAnswer,
  LabInstance,
  LabRequest,
  LiveAnswer,
  LiveRequest,
  LogLine,
  NodeBlueprint,
} from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import {
  assert,
  InvariantError,
  LabFault,
  unreachable,
  type LabFaultData,
} from '../support/index.js';
import { callKey, handlerName } from './call-key.js';
import type { Brevity, LabLine, Lost } from './lab-line.js';
import { findLastPlace, type LastPlace } from './last-place.js';

/**
 * The handlers of a lab that runs elsewhere: every call blocks this thread until the answer
 * arrives. A handler that hangs is the lab's fault; its thread or process is given up.
 */
export class RemoteHandlers implements Handlers {
  readonly #client: LabClient;
  readonly #instance: LabInstance;
  readonly #classes: ClassTable;
  /** Calls that hung: answered at once if they are repeated. */
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
    return lostOutcome(node, lostFault(`${blueprint.export}.init`, answered));
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const outcomes: HandlerOutcome[] = [];
    // A slow lab answers only some of the calls, so that no question takes long.
    while (outcomes.length < calls.length) {
      const rest = outcomes.length === 0 ? calls : calls.slice(outcomes.length);
      outcomes.push(...this.#runSome(rest));
    }
    return outcomes;
  }

  /** Answers at least the first of the calls. */
  #runSome(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    if (this.#lost.size > 0) return calls.map((call) => this.#runOne(call));
    const answered = this.#ask(calls);
    if (answered.kind !== 'lost') return someOutcomes(answered, calls.length);
    if (!this.rememberLost(calls, answered)) return calls.map((call) => this.#runOne(call));
    return this.#runSome(calls);
  }

  /** What the node logs and prints during this call; nothing if it hangs. */
  logOf(call: HandlerCall): readonly LogLine[] {
    if (this.#lost.has(callKey(call))) return [];
    const answered = this.#client.ask({ kind: 'log', instance: this.#instance, call });
    return answered.kind === 'log' ? answered.lines : [];
  }

  /** Records which of the calls hung; false if only asking one by one can tell. */
  rememberLost(calls: readonly HandlerCall[], lost: Lost): boolean {
    if (lost.done === undefined && calls.length > 1) return false;
    this.#remember(calls[lost.done ?? 0] as HandlerCall, lost);
    return true;
  }

  #runOne(call: HandlerCall): HandlerOutcome {
    const lost = this.#lost.get(callKey(call));
    if (lost !== undefined) return lost;
    const answered = this.#ask([call]);
    return answered.kind === 'lost' ? this.#remember(call, answered) : onlyOutcome(answered);
  }

  #ask(calls: readonly HandlerCall[], stepsMax?: number): Answered {
    const request = { kind: 'run', instance: this.#instance, calls, stepsMax } as const;
    return this.#client.ask(request, this.#brevityOf(calls));
  }

  #brevityOf(calls: readonly HandlerCall[]): Brevity | undefined {
    const { hung } = this.#client;
    if (hung.size > 0 && calls.some((call) => hung.has(handlerName(call, this.#classes)))) {
      return 'hung before';
    }
    return calls.length > 1 ? 'asked again' : undefined;
  }

  #remember(call: HandlerCall, lost: Lost): HandlerOutcome {
    const name = handlerName(call, this.#classes);
    let fault = this.#client.hung.get(name);
    if (fault === undefined) {
      fault = lostFault(name, lost);
      this.#client.hung.set(name, fault);
      fault = { ...fault, ...this.#whereItHangs(call) };
      this.#client.hung.set(name, fault);
    }
    const outcome = lostOutcome(call.node, fault);
    this.#lost.set(callKey(call), outcome);
    return outcome;
  }

  /** The last function or loop that a call enters before it hangs, if that can be found. */
  #whereItHangs(call: HandlerCall): LastPlace | undefined {
    const finding = findLastPlace();
    for (let told: LabFaultData | undefined; ;) {
      const next = finding.next(told);
      if (next.done === true) return next.value;
      const answered = this.#ask([call], next.value);
      told = answered.kind === 'lost' ? undefined : onlyOutcome(answered).fault;
    }
  }
}

function lostOutcome(node: HandlerOutcome['node'], fault: LabFaultData): HandlerOutcome {
  return { node, sends: [], sets: [], result: undefined, fault };
}

/** The fault of a handler that gave no answer. */
export function lostFault(doing: string, { how }: Pick<Lost, 'how'>): LabFaultData {
  return {
    kind: 'budget',
    message: `${doing} ${how}`,
    hint:
      'look for a call that works on something huge, a regular ' +
      'expression that backtracks for ever, ' +
      'or something that fills the memory',
  };
}

/** The result of asking, other than errors, which are thrown: an answer, or that none came. */
type Answered = Exclude<LabAnswer, { readonly kind: 'refused' | 'broken' }> | Lost;

/** The asking side of a lab: throws if there is no lab to answer. */
export class LabClient {
  /** Calls that hung, with their outcomes. */
  readonly lost = new Map<string, HandlerOutcome>();
  /** Handlers that hung, including before the lab was last evaluated, with their faults. */
  readonly hung = new Map<string, LabFaultData>();
  readonly #line: LabLine;
  #losses = 0;

  constructor(line: LabLine) {
    this.#line = line;
  }

  /** How often what the lab runs in was given up. */
  get losses(): number {
    return this.#losses;
  }

  /** Has the lab evaluated afresh, and forgets which calls hung. */
  renew(): void {
    this.lost.clear();
    this.ask({ kind: 'renew' });
  }

  /**
   * Asks the live nodes of a run; `doing` says what runs, in case it hangs. The requests to do
   * `first` are ones whose answers say nothing.
   *
   * @throws LabFault when the lab does not load, or does not answer
   */
  live(request: LiveRequest, doing: () => string, first?: readonly LiveRequest[]): LiveAnswer {
    const answered = this.ask({ kind: 'live', live: request, first });
    if (answered.kind === 'lost') throw new LabFault(lostFault(doing(), answered));
    assert(answered.kind === 'live', 'the lab answered something else');
    return answered.live;
  }

  /** Has the lab begin with what is probably asked next, if this is possible. */
  prepare(request: LabRequest): boolean {
    return this.#line.prepare?.(request) ?? false;
  }

  /** @throws LabFault when the lab does not load */
  ask(request: LabRequest, brevity?: Brevity): Answered {
    const answer = this.#line.ask(request, brevity);
    switch (answer.kind) {
      case 'renewed':
      case 'outcomes':
      case 'compared':
      case 'live':
      case 'log':
        return answer;
      case 'lost':
        this.#losses++;
        return answer;
      case 'refused':
        throw new LabFault(answer.fault);
      case 'broken':
        throw new InvariantError(`what runs the lab failed: ${answer.error}`);
      default:
        return unreachable(answer);
    }
  }
}

function someOutcomes(answered: Answered, most: number): readonly HandlerOutcome[] {
  assert(answered.kind === 'outcomes', 'the lab answered something else');
  const { length } = answered.outcomes;
  assert(length > 0 && length <= most, 'the lab left out an answer');
  return answered.outcomes;
}

function onlyOutcome(answered: Answered): HandlerOutcome {
  return someOutcomes(answered, 1)[0] as HandlerOutcome;
}
