import type { Canonical } from '../canon/index.js';
import type { LabFaultData } from '../support/index.js';
import { placeOf, type HandlerOutcome, type Handlers } from '../system/index.js';
import type { TraceEvent, TraceEvidence } from '../trace/index.js';

/**
 * Answers in place of a lab that is not available, from what a trace says its steps did; for a page
 * that only shows a trace. {@link RecordedHandlers.at} sets which step is next.
 */
export class RecordedHandlers implements Handlers {
  readonly #events: readonly TraceEvent[];
  #at = 0;
  /** The number of results of this step already given. */
  #given = 0;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
  }

  /** Sets the event that the next calls are about. */
  at(index: number): void {
    this.#at = index;
    this.#given = 0;
  }

  /** Whether the trace says all that this event did; of an exception, it has only the text. */
  tells(index: number): boolean {
    const event = this.#events[index];
    return event !== undefined && faultOf(event) === undefined;
  }

  /** What was logged at this event, except for an exception. */
  logAt(index: number): readonly string[] {
    const log = this.#events[index]?.evidence?.log ?? [];
    return this.tells(index) ? log : log.slice(0, -1);
  }

  create(): HandlerOutcome {
    return this.#answer(true);
  }

  run(calls: readonly unknown[]): HandlerOutcome[] {
    return calls.map(() => this.#answer(this.#given === 0));
  }

  /** The first answer has all effects of a step; further ones only the client's results. */
  #answer(isFirst: boolean): HandlerOutcome {
    const event = this.#events[this.#at];
    const evidence = event?.evidence ?? NOTHING;
    const result = evidence.results[this.#given++];
    return {
      node: evidence.state ?? ('' as Canonical),
      sends: isFirst ? evidence.sends : [],
      sets: isFirst ? evidence.sets : [],
      result,
      fault: event && faultOf(event),
    };
  }
}

/**
 * The exception of a handler: such a step has no fingerprint of a state, and logged the exception
 * last.
 */
function faultOf({ evidence, fingerprint }: TraceEvent): LabFaultData | undefined {
  const last = evidence?.log.at(-1);
  if (fingerprint !== undefined || last?.startsWith(SEVERE) !== true) return undefined;
  return { kind: 'exception', message: last.slice(SEVERE.length) };
}

const SEVERE = 'SEVERE ';

/** Whether a trace says what each step of a node did. */
export function isTold(events: readonly TraceEvent[]): boolean {
  return events.every(({ action, evidence }) => {
    const isOfNode = placeOf(action) !== undefined && action.kind !== 'crash';
    return !isOfNode || evidence?.state !== undefined;
  });
}

const NOTHING: TraceEvidence = { state: undefined, sends: [], sets: [], results: [], log: [] };
