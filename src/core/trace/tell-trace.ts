import { ClassTable, decode, diff, formatChange, type Canonical } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { shownLine, shownText } from '../support/index.js';
import { envelopeKey, placeOf, type Action, type Envelope } from '../system/index.js';
import { printAction, printText } from './print-action.js';
import type { Trace, TraceEvent } from './trace.js';

/** A message that a step sent. */
export interface ToldMessage {
  readonly from: Address;
  readonly to: Address;
  readonly text: string;
}

/** One event of a trace, as people read it: what `trace show` and all conversions are made of. */
export interface ToldStep {
  /** From 1. */
  readonly number: number;
  readonly atMs: number | undefined;
  readonly kind: Action['kind'];
  /** The node it happened at, if at one. */
  readonly node: Address | undefined;
  /** `server1 → viewserver: Ping(viewNum=1)` */
  readonly title: string;
  /** The message or timer alone: `Ping(viewNum=1)`. */
  readonly subject: string;
  /** Where the message came from. */
  readonly from: Address | undefined;
  /** The number of the step that sent the message, when it is known. */
  readonly cause: number | undefined;
  /** The fields that changed in the node's state: `view.viewNum: 0 → 1`. */
  readonly changes: readonly string[];
  readonly sends: readonly ToldMessage[];
  readonly sets: readonly string[];
  readonly results: readonly string[];
  readonly log: readonly string[];
  /** Whether the trace holds what it did. */
  readonly isTold: boolean;
  /** Part of the way to where a search began. */
  readonly isStart: boolean;
}

/** A table of the classes a trace names, as empty classes. */
export function classesOf(trace: Pick<Trace, 'classes'>): ClassTable {
  const classes = new ClassTable();
  classes.addCatalogue(trace.classes);
  return classes;
}

/**
 * Tells a trace without running anything: what its events did is told where the trace holds
 * evidence of it.
 */
export function tellTrace(trace: Trace): ToldStep[] {
  const teller = new Teller(trace);
  return trace.events.map((event, index) => teller.tell(event, index));
}

class Teller {
  readonly #trace: Trace;
  readonly #classes: ClassTable;
  readonly #states = new Map<Address, Canonical>();
  /** For each message, the steps that sent it and whose sending has not arrived. */
  readonly #senders = new Map<string, number[]>();

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#classes = classesOf(trace);
  }

  tell(event: TraceEvent, index: number): ToldStep {
    const { action, atMs, evidence } = event;
    const number = index + 1;
    const isArrival = action.kind === 'deliver' || action.kind === 'lose';
    const cause = isArrival ? this.#cause(action.envelope) : undefined;
    if (action.kind === 'inject') this.#sent(action.envelope, number);
    if (action.kind === 'duplicate') this.#doubled(action.envelope);
    for (const envelope of evidence?.sends ?? []) this.#sent(envelope, number);
    return {
      number,
      atMs,
      kind: action.kind,
      node: placeOf(action),
      title: printAction(action, this.#classes),
      subject: this.#subject(action),
      from: 'envelope' in action ? rootAddress(action.envelope.from) : undefined,
      cause,
      changes: this.#changes(event),
      sends: (evidence?.sends ?? []).map(({ from, to, message }) => ({
        from: rootAddress(from),
        to: rootAddress(to),
        text: printText(message, this.#classes),
      })),
      sets: (evidence?.sets ?? []).map(({ timer, minMs, maxMs }) => {
        const span = minMs === maxMs ? `${minMs}` : `${minMs}–${maxMs}`;
        return `${printText(timer, this.#classes)} (${span} ms)`;
      }),
      results: (evidence?.results ?? []).map((result) => printText(result, this.#classes)),
      log: (evidence?.log ?? []).flatMap((text) => shownText(text).split('\n')),
      isTold: evidence !== undefined,
      isStart: index < this.#trace.startLength,
    };
  }

  #sent(envelope: Envelope, number: number): void {
    const key = envelopeKey(envelope);
    const senders = this.#senders.get(key);
    if (senders === undefined) this.#senders.set(key, [number]);
    // In a search the first sending is the one that counts: sent again, nothing changes.
    else if (this.#trace.mode === 'run') senders.push(number);
  }

  #doubled(envelope: Envelope): void {
    const senders = this.#senders.get(envelopeKey(envelope));
    const last = senders?.at(-1);
    if (last !== undefined) senders?.push(last);
  }

  #cause(envelope: Envelope): number | undefined {
    const senders = this.#senders.get(envelopeKey(envelope));
    return this.#trace.mode === 'run' ? senders?.shift() : senders?.[0];
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
    if ('envelope' in action) return printText(action.envelope.message, this.#classes);
    if (action.kind === 'fire') return printText(action.timer.timer, this.#classes);
    return '';
  }
}

/** The nodes of a trace: clients first, then in the order in which they came. */
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
