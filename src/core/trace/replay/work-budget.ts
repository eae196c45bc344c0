/** Handlers that count how often they had to ask the lab's code. */
export interface AskedHandlers {
  readonly asked: number;
}

export interface WorkLimits {
  readonly max?: number;
  readonly handlers?: AskedHandlers;
  /** Whether to stop anyway: the clock's safety net. */
  readonly isStopped?: (() => boolean) | undefined;
}

/** A call to the lab's code costs as much as this many steps with remembered outcomes. */
const CALL_STEPS = 10;
/** An operation in a history that is checked costs as much as this many steps. */
const OPERATION_STEPS = 1;

/**
 * How much work minimising a run may take: counted, not timed, so that the same run is minimised to
 * the same trace on every machine. A step with a remembered outcome counts one.
 */
export class WorkBudget {
  readonly #limits: WorkLimits;
  readonly #askedBefore: number;
  #max: number;
  #steps = 0;

  constructor(limits: WorkLimits = {}) {
    this.#limits = limits;
    this.#max = limits.max ?? Infinity;
    this.#askedBefore = limits.handlers?.asked ?? 0;
  }

  /** Allows this much more than is spent by now, whatever the limit was. */
  allow(more: number): void {
    this.#max = this.spent + more;
  }

  spendSteps(count: number): void {
    this.#steps += count;
  }

  spendOperations(count: number): void {
    this.#steps += count * OPERATION_STEPS;
  }

  get spent(): number {
    const asked = this.#limits.handlers?.asked ?? 0;
    return this.#steps + (asked - this.#askedBefore) * CALL_STEPS;
  }

  get isOver(): boolean {
    return this.spent >= this.#max || this.#limits.isStopped?.() === true;
  }
}
