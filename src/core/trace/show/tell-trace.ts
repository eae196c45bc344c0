import { ClassTable, decode, diff, formatChange, type Canonical } from '../../canon/index.js';
import { rootAddress, type Address } from '../../lab/index.js';
import { shownLine, shownText } from '../../support/index.js';
import { Narrator, Network, Origins, placeOf, type Action } from '../../system/index.js';
import { networkKind, type Trace, type TraceEvent, type TraceEvidence } from '../file/index.js';

/** One event of a trace, as people read it: the basis of `trace show` and all conversions. */
export interface ShownStep {
  /** From 1. */
  readonly number: number;
  readonly atMs: number | undefined;
  readonly kind: Action['kind'];
  /** The node it happened at, if any. */
  readonly node: Address | undefined;
  /** `server1 → server2: Vote(round=1)` */
  readonly title: string;
  /** The message or timer alone: `Vote(round=1)`. */
  readonly subject: string;
  /** Where the message came from. */
  readonly from: Address | undefined;
  /** The number of the step that sent the message, if known. */
  readonly cause: number | undefined;
  /** The fields that changed in the node's state: `log.length: 0 → 1`. */
  readonly changes: readonly string[];
  /** What it did besides changing its node: `sends Reply(…) to client1`, `sets Retry (100 ms)`. */
  readonly effects: readonly string[];
  readonly results: readonly string[];
  readonly log: readonly string[];
  /** Whether the trace holds what it did. */
  readonly isTold: boolean;
  /** Whether it belongs to the path to a search's start. */
  readonly isStart: boolean;
}

/** A table of the classes a trace names, as empty classes. */
export function classesOf(trace: Pick<Trace, 'classes'>): ClassTable {
  const classes = new ClassTable();
  classes.addCatalogue(trace.classes);
  return classes;
}

/**
 * Describes a trace without running anything: it shows what an event did if the trace has the
 * evidence.
 */
export function tellTrace(trace: Trace): ShownStep[] {
  const teller = new Teller(trace);
  return trace.events.map((event, index) => teller.tell(event, index));
}

const NOTHING_TOLD: TraceEvidence = {
  state: undefined,
  sends: [],
  sets: [],
  results: [],
  log: [],
};

class Teller {
  readonly #trace: Trace;
  readonly #classes: ClassTable;
  readonly #narrator: Narrator;
  readonly #origins: Origins;
  readonly #states = new Map<Address, Canonical>();

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#classes = classesOf(trace);
    this.#narrator = new Narrator(this.#classes);
    this.#origins = new Origins(Network.of(networkKind(trace)));
  }

  tell(event: TraceEvent, index: number): ShownStep {
    const { action, atMs, evidence } = event;
    const { sends, sets, results, log } = evidence ?? NOTHING_TOLD;
    const origin = this.#origins.take(action, { sends, sets });
    const isArrival = action.kind === 'deliver' || action.kind === 'lose';
    return {
      number: index + 1,
      atMs,
      kind: action.kind,
      node: placeOf(action),
      title: this.#narrator.title(action),
      subject: this.#subject(action),
      from: 'envelope' in action ? rootAddress(action.envelope.from) : undefined,
      cause: isArrival && origin !== undefined ? origin.maker + 1 : undefined,
      changes: this.#changes(event),
      effects: this.#narrator.effects(placeOf(action), { sends, sets, results }),
      results: results.map((result) => this.#narrator.text(result)),
      log: log.flatMap((text) => shownText(text).split('\n')),
      isTold: evidence !== undefined,
      isStart: index < this.#trace.startLength,
    };
  }

  #changes({ action, evidence }: TraceEvent): string[] {
    const node = placeOf(action);
    if (node === undefined || evidence?.state === undefined) return [];
    const before = this.#states.get(node);
    this.#states.set(node, evidence.state);
    if (before === undefined || before === evidence.state || action.kind === 'add') return [];
    const [old, now] = [before, evidence.state].map((text) => decode(text, this.#classes));
    return diff(old, now, this.#classes).map((change) => shownLine(formatChange(change)));
  }

  #subject(action: Action): string {
    if ('envelope' in action) return this.#narrator.text(action.envelope.message);
    if (action.kind === 'fire') return this.#narrator.text(action.timer.timer);
    return '';
  }
}

/** The nodes of a trace: clients first, then in the order in which they were added. */
export function lanesOf(trace: Trace): Address[] {
  const clients: Address[] = [];
  const others: Address[] = [];
  const seen = new Set<Address>();
  const see = (address: Address, isClient: boolean): void => {
    if (seen.has(address)) return;
    seen.add(address);
    (isClient ? clients : others).push(address);
  };
  for (const { action } of trace.events) {
    if (action.kind === 'add') see(action.node.address, action.node.role === 'client');
  }
  for (const { action } of trace.events) {
    if ('envelope' in action) see(rootAddress(action.envelope.from), false);
  }
  return [...clients, ...others];
}
