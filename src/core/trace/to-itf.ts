import { printableJson } from '../support/index.js';
import { decode, displayFieldName, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { envelopeKey, placeOf, type Envelope } from '../system/index.js';
import { printAction } from './print-action.js';
import { heading } from './show-trace.js';
import { classesOf } from './tell-trace.js';
import type { Trace, TraceEvent } from './trace.js';

type ItfValue = string | boolean | ItfValue[] | { [key: string]: ItfValue | ItfValue[][] };

const DESCRIPTION = 'https://apalache-mc.org/docs/adr/015adr-trace.html';
const DEPTH_MAX = 60;

/**
 * A trace in the Informal Trace Format of Apalache and Quint: a state a step, of the action that
 * led to it, every node's state and the messages on their way.
 */
export function toItf(trace: Trace): string {
  const states = new StateSequence(trace);
  const file = {
    '#meta': {
      format: 'ITF',
      'format-description': DESCRIPTION,
      source: `${trace.lab}/${trace.test}`,
      description: `${heading(trace)}: ${trace.verdict.detail}`,
    },
    params: [],
    vars: ['action', 'nodes', 'network'],
    states: trace.events.map((event, index) => states.after(event, index)),
  };
  return `${printableJson(file, 2)}\n`;
}

class StateSequence {
  readonly #mode: Trace['mode'];
  readonly #classes: ClassTable;
  readonly #nodes = new Map<Address, ItfValue>();
  /** How many equal ones of a message are on their way. In a search they stay. */
  readonly #network = new Map<string, { readonly value: ItfValue; readonly count: number }>();

  constructor(trace: Trace) {
    this.#mode = trace.mode;
    this.#classes = classesOf(trace);
  }

  after(event: TraceEvent, index: number): object {
    const { action, evidence } = event;
    if (action.kind === 'crash') this.#nodes.delete(action.node);
    const isGone = action.kind === 'deliver' || action.kind === 'lose';
    if (isGone && this.#mode === 'run') this.#take(action.envelope);
    if (action.kind === 'inject' || action.kind === 'duplicate') this.#send(action.envelope);
    for (const envelope of evidence?.sends ?? []) this.#send(envelope);
    const place = placeOf(action);
    if (evidence?.state !== undefined && place !== undefined) {
      this.#nodes.set(place, this.#value(evidence.state));
    }
    return {
      '#meta': { index },
      action: printAction(action, this.#classes),
      nodes: { '#map': [...this.#nodes].map(([node, state]): ItfValue[] => [node, state]) },
      network: { '#set': [...this.#network.values()].map(({ value }) => value) },
    };
  }

  #send(envelope: Envelope): void {
    const { from, to, message } = envelope;
    const key = envelopeKey(envelope);
    const { value, count } = this.#network.get(key) ?? {
      value: { from, to, message: this.#value(message) },
      count: 0,
    };
    this.#network.set(key, { value, count: count + 1 });
  }

  #take(envelope: Envelope): void {
    const key = envelopeKey(envelope);
    const { value, count } = this.#network.get(key) ?? { value: '', count: 0 };
    if (count > 1) this.#network.set(key, { value, count: count - 1 });
    else this.#network.delete(key);
  }

  #value(text: Canonical): ItfValue {
    return itfValue(decode(text, this.#classes), this.#classes, []);
  }
}

/** A value as ITF writes it. An instance is a variant: its class and its fields. */
function itfValue(value: unknown, classes: ClassTable, above: readonly object[]): ItfValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isSafeInteger(value)
        ? { '#bigint': String(value) }
        : { '#unserializable': String(value) };
    case 'bigint':
      return { '#bigint': String(value) };
    case 'object':
      return value === null ? { '#tup': [] } : itfObject(value, classes, above);
    default:
      return { '#tup': [] };
  }
}

function itfObject(object: object, classes: ClassTable, above: readonly object[]): ItfValue {
  if (above.includes(object) || above.length > DEPTH_MAX) return { '#unserializable': 'a cycle' };
  const inner = (item: unknown): ItfValue => itfValue(item, classes, [...above, object]);
  if (Array.isArray(object)) return object.map(inner);
  if (object instanceof Set) return { '#set': [...(object as Set<unknown>)].map(inner) };
  if (object instanceof Map) {
    return {
      '#map': [...(object as Map<unknown, unknown>)].map(([k, v]): ItfValue[] => [
        inner(k),
        inner(v),
      ]),
    };
  }
  if (ArrayBuffer.isView(object)) return [...(object as Uint8Array)].map(inner);
  const fields: Record<string, ItfValue> = {};
  for (const key of classes.fieldsOf(object)) {
    // A record with a `tag` is a variant, and what begins with # is no name.
    const field = displayFieldName(key).replace(/^(#|(?=tag$))/, '_');
    // A class and the one it extends may both have a #name.
    const own = Object.hasOwn(fields, field) ? `_${key}` : field;
    fields[own] = inner((object as Record<string, unknown>)[key]);
  }
  const name = classes.nameOf(object);
  return name === undefined ? fields : { tag: name, value: fields };
}
