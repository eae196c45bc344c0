import { encode, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { assert, type LabFaultData } from '../support/index.js';
import type { Workload } from '../workload/index.js';
import type {
  Cause,
  Envelope,
  HandlerCall,
  HandlerOutcome,
  Handlers,
  NodeBlueprint,
  PendingTimer,
} from '../box/index.js';
import type { LocalState, SystemPlan } from './system-state.js';
import { withoutTimer } from './timer-queue.js';

/** What to do to one node: nothing but its own state and the cause matters. */
export interface LocalCall {
  readonly address: Address;
  readonly before: LocalState;
  readonly cause: Cause;
}

/** What came of it. With a fault, `local` is as before and nothing was sent or set. */
export interface LocalStep {
  readonly local: LocalState;
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results the client worker collected in this step. */
  readonly results: readonly Canonical[];
  readonly fault: LabFaultData | undefined;
}

/**
 * Takes the node's part of a step: runs the handler, then lets the client worker collect results
 * and hand in commands until the client has to wait. The one definition, for one state and for
 * thousands alike.
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
    const before: LocalState = { node: outcome.node, timers: [], results: [] };
    const work = new ClientWork(address, before, this.#plan.workloads.get(address));
    work.take(outcome, true);
    this.#finish([work]);
    return work.done();
  }

  /** Answers the calls, in order. They do not depend on each other, so they share round trips. */
  stepAll(calls: readonly LocalCall[]): LocalStep[] {
    const asked = calls.map(({ address, before, cause }) => {
      const awaits = before.results.length < (this.#plan.workloads.get(address)?.size ?? 0);
      return { address, awaits, node: before.node, cause };
    });
    const outcomes = this.#handlers.run(asked);
    const works = calls.map(({ address, before, cause }, i) => {
      const timers =
        cause.kind === 'timer' ? withoutTimer(before.timers, cause.timer) : before.timers;
      const work = new ClientWork(
        address,
        { ...before, timers },
        this.#plan.workloads.get(address),
      );
      work.take(answer(outcomes, i), false);
      return work;
    });
    this.#finish(works);
    return works.map((work, i) => {
      const step = work.done();
      return step.fault === undefined ? step : { ...step, local: (calls[i] as LocalCall).before };
    });
  }

  #finish(works: readonly ClientWork[]): void {
    let waiting = works.filter((work) => work.handsIn);
    while (waiting.length > 0) {
      const calls = waiting.map(({ address, node, command }): HandlerCall => {
        const text = encode(command, this.#classes, 'value');
        return { address, awaits: true, node, cause: { kind: 'command', command: text } };
      });
      const outcomes = this.#handlers.run(calls);
      waiting.forEach((work, i) => work.take(answer(outcomes, i), false));
      waiting = waiting.filter((work) => work.handsIn);
    }
  }
}

/** One node's step while it is under way: a client may be handed several commands in it. */
class ClientWork {
  readonly address: Address;
  /** Whether the next command is to be handed in. */
  handsIn = false;
  readonly #before: LocalState;
  readonly #workload: Workload | undefined;
  #results: readonly Canonical[];
  readonly #sends: Envelope[] = [];
  readonly #sets: PendingTimer[] = [];
  #node: Canonical;
  #fault: LabFaultData | undefined;

  constructor(address: Address, before: LocalState, workload: Workload | undefined) {
    this.address = address;
    this.#before = before;
    this.#workload = workload;
    this.#results = before.results;
    this.#node = before.node;
  }

  get node(): Canonical {
    return this.#node;
  }

  get command(): object {
    assert(this.#workload !== undefined, 'a command without a workload');
    return this.#workload.commandAt(this.#results.length, this.address);
  }

  take(outcome: HandlerOutcome, starting: boolean): void {
    this.handsIn = false;
    this.#fault = outcome.fault;
    if (outcome.fault !== undefined) return;
    this.#node = outcome.node;
    for (const envelope of outcome.sends) this.#sends.push(envelope);
    for (const timer of outcome.sets) this.#sets.push(timer);
    const size = this.#workload?.size ?? 0;
    if (starting) {
      this.handsIn = size > 0;
    } else if (outcome.result !== undefined && this.#results.length < size) {
      this.#results = [...this.#results, outcome.result];
      this.handsIn = this.#results.length < size;
    }
  }

  done(): LocalStep {
    const before = this.#before;
    if (this.#fault !== undefined) {
      return { local: before, sends: [], sets: [], results: [], fault: this.#fault };
    }
    return {
      local: {
        node: this.#node,
        timers: [...before.timers, ...this.#sets],
        results: this.#results,
      },
      sends: this.#sends,
      sets: this.#sets,
      results: this.#results.slice(before.results.length),
      fault: undefined,
    };
  }
}

function answer(outcomes: readonly HandlerOutcome[], i: number): HandlerOutcome {
  const outcome = outcomes[i];
  assert(outcome !== undefined, 'a call without an answer');
  return outcome;
}
