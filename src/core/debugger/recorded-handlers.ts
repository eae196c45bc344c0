import type { Canonical } from '../canon/index.js';
import type { LabFaultData } from '../support/index.js';
import { placeOf, type HandlerOutcome, type Handlers } from '../system/index.js';
import type { TraceEvent, TraceEvidence } from '../trace/index.js';

/**
 * Answers for a lab that is not there, from what a trace says its steps did: for a page that only
 * shows. {@link RecordedHandlers.at} says which step is taken next.
 */
export class RecordedHandlers implements Handlers {
  readonly #events: readonly TraceEvent[];
  #at = 0;
  /** Results of this step that were given. */
  #given = 0;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
  }

  /** The next questions are about this event. */
  at(index: number): void {
    this.#at = index;
    this.#given = 0;
  }

  /** Whether the trace says all of what this event did; of what a handler threw, only the words. */
  tells(index: number): boolean {
    const event = this.#events[index];
    return event !== undefined && faultOf(event) === undefined;
  }

  /** What was logged when this event happened, but for what a handler threw. */
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

  /** All of a step's effects with its first answer; then what a client is handed in gives. */
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

/** What a handler threw: the step left no state with a fingerprint, and logged it last. */
function faultOf({ evidence, fingerprint }: TraceEvent): LabFaultData | undefined {
  const last = evidence?.log.at(-1);
  if (fingerprint !== undefined || last?.startsWith(SEVERE) !== true) return undefined;
  return { kind: 'exception', message: last.slice(SEVERE.length) };
}

const SEVERE = 'SEVERE ';

/** Whether a trace says of each step of a node what it did. */
export function isTold(events: readonly TraceEvent[]): boolean {
  return events.every(({ action, evidence }) => {
    const isOfNode = placeOf(action) !== undefined && action.kind !== 'crash';
    return !isOfNode || evidence?.state !== undefined;
  });
}

const NOTHING: TraceEvidence = { state: undefined, sends: [], sets: [], results: [], log: [] };
