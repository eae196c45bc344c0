import { encode, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { assert, type LabFaultData } from '../support/index.js';
import type { Workload } from '../workload/index.js';
import type {
  Trigger,
  Envelope,
  HandlerCall,
  HandlerOutcome,
  Handlers,
  NodeBlueprint,
  PendingTimer,
} from '../box/index.js';
import { Results } from './results.js';
import { withoutTimer } from './timer-queue.js';
import type { LocalState, SystemPlan } from './world.js';

/** What to do to one node: only its own state and the cause matter. */
export interface LocalCall {
  readonly address: Address;
  readonly before: LocalState;
  readonly cause: Trigger;
  /** How many commands the client was handed; if omitted, as many as its results allow. */
  readonly handedIn?: number;
}

/** What a step did besides changing its node: nothing if there was a fault. */
export interface Effects {
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results the client worker collected in this step. */
  readonly results: readonly Canonical[];
  /** Commands it handed in: the next one follows in the step in which the result appeared. */
  readonly commands: readonly Canonical[];
  readonly fault: LabFaultData | undefined;
  /** A place whose lost order was read: the step does not count. */
  readonly orderRead?: string | undefined;
}

export const NO_EFFECTS: Effects = {
  sends: [],
  sets: [],
  results: [],
  commands: [],
  fault: undefined,
};

/** A node's part of a step. With a fault, `local` is as before. */
export interface LocalStep extends Effects {
  readonly local: LocalState;
}

/** Whether a command is handed in as soon as it can be; otherwise a separate action does it. */
export function isAtOnce(workload: Workload, index: number): boolean {
  return workload.isAtOnce?.(index) ?? true;
}

/**
 * Takes the node's part of a step: runs the handler, then lets the client worker collect results
 * and hand in commands until the client has to wait. The one definition, whether for one state or
 * for thousands.
 */
export class LocalStepper {
  readonly #plan: SystemPlan;
  readonly #handlers: Handlers;
  readonly #classes: ClassTable;

  constructor(plan: SystemPlan, handlers: Handlers, classes: ClassTable) {
    this.#plan = plan;
    this.#handlers = handlers;
    this.#classes = classes;
  }

  /** Constructs a node, runs its `init` and hands a client its first command. */
  create(blueprint: NodeBlueprint): LocalStep {
    const { address } = blueprint;
    const outcome = this.#handlers.create(blueprint);
    const before: LocalState = { node: outcome.node, timers: [], results: Results.none };
    const work = new ClientWork(address, before, this.#plan.workloads.get(address), 0);
    work.start(outcome);
    this.#finish([work]);
    return work.done();
  }

  /** Answers the calls, in order. They are independent of each other, so they share round trips. */
  stepAll(calls: readonly LocalCall[]): LocalStep[] {
    const works = calls.map(({ address, before, cause, handedIn }) => {
      const timers =
        cause.kind === 'fire' ? withoutTimer(before.timers, cause.timer) : before.timers;
      const workload = this.#plan.workloads.get(address);
      const handed = handedIn ?? before.results.length + 1;
      return new ClientWork(address, { ...before, timers }, workload, handed);
    });
    const asked = works.map(({ address, node, awaits }, i): HandlerCall => {
      return { address, awaits, node, cause: (calls[i] as LocalCall).cause };
    });
    const outcomes = this.#handlers.run(asked);
    works.forEach((work, i) => work.take(answer(outcomes, i)));
    this.#finish(works);
    return works.map((work, i) => {
      const step = work.done();
      return step.fault === undefined ? step : { ...step, local: (calls[i] as LocalCall).before };
    });
  }

  #finish(works: readonly ClientWork[]): void {
    let waiting = works.filter((work) => work.handsIn);
    while (waiting.length > 0) {
      const calls = waiting.map((work): HandlerCall => {
        const command = work.handIn(this.#classes);
        const { address, node, awaits } = work;
        return { address, awaits, node, cause: { kind: 'command', command } };
      });
      const outcomes = this.#handlers.run(calls);
      waiting.forEach((work, i) => work.take(answer(outcomes, i)));
      waiting = waiting.filter((work) => work.handsIn);
    }
  }
}

/** One node's step in progress: it may hand a client several commands. */
class ClientWork {
  readonly address: Address;
  /** Whether to hand in the next command. */
  handsIn = false;
  readonly #before: LocalState;
  readonly #workload: Workload | undefined;
  #results: Results;
  /** How many commands the client was handed. */
  #handed: number;
  readonly #commands: Canonical[] = [];
  readonly #sends: Envelope[] = [];
  readonly #sets: PendingTimer[] = [];
  #node: Canonical;
  #fault: LabFaultData | undefined;
  #orderRead: string | undefined;

  constructor(
    address: Address,
    before: LocalState,
    workload: Workload | undefined,
    handed: number,
  ) {
    this.address = address;
    this.#before = before;
    this.#workload = workload;
    this.#results = before.results;
    this.#handed = Math.min(handed, workload?.size ?? 0);
    this.#node = before.node;
  }

  get node(): Canonical {
    return this.#node;
  }

  /** Whether its client has a command without a result. */
  get awaits(): boolean {
    return this.#results.length < this.#handed;
  }

  handIn(classes: ClassTable): Canonical {
    assert(this.#workload !== undefined, 'a command without a workload');
    const command = this.#workload.commandAt(this.#handed++, this.address);
    const text = encode(command, classes, 'value');
    this.#commands.push(text);
    return text;
  }

  /** Takes the outcome of the node's construction. */
  start(outcome: HandlerOutcome): void {
    this.#absorb(outcome);
    this.handsIn = outcome.fault === undefined && this.#isNextAtOnce();
  }

  /** Takes the outcome of a handler. */
  take(outcome: HandlerOutcome): void {
    this.handsIn = false;
    this.#absorb(outcome);
    if (outcome.fault !== undefined || outcome.result === undefined) return;
    if (!this.awaits) return;
    this.#results = this.#results.and(outcome.result);
    this.handsIn = this.#isNextAtOnce();
  }

  #absorb(outcome: HandlerOutcome): void {
    this.#fault = outcome.fault;
    this.#orderRead ??= outcome.orderRead;
    if (outcome.fault !== undefined) return;
    this.#node = outcome.node;
    for (const envelope of outcome.sends) this.#sends.push(envelope);
    for (const timer of outcome.sets) this.#sets.push(timer);
  }

  #isNextAtOnce(): boolean {
    const workload = this.#workload;
    const next = this.#results.length;
    return workload !== undefined && next < workload.size && isAtOnce(workload, next);
  }

  done(): LocalStep {
    const before = this.#before;
    if (this.#fault !== undefined) {
      return { ...NO_EFFECTS, local: before, fault: this.#fault, orderRead: this.#orderRead };
    }
    return {
      local: {
        node: this.#node,
        timers: this.#sets.length === 0 ? before.timers : [...before.timers, ...this.#sets],
        results: this.#results,
      },
      sends: this.#sends,
      sets: this.#sets,
      results: this.#results.slice(before.results.length),
      commands: this.#commands,
      fault: undefined,
      orderRead: this.#orderRead,
    };
  }
}

function answer(outcomes: readonly HandlerOutcome[], i: number): HandlerOutcome {
  const outcome = outcomes[i];
  assert(outcome !== undefined, 'a call without an answer');
  return outcome;
}
