import { decode, displayFieldName, type Canonical, type ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import { printableJson } from '../../support/index.js';
import { carry, Narrator, Network, placeOf, type Traffic } from '../../system/index.js';
import { heading } from './show-trace.js';
import { classesOf } from './tell-trace.js';
import { networkKind, type Trace, type TraceEvent } from '../file/index.js';

type ItfValue = string | boolean | ItfValue[] | { [key: string]: ItfValue | ItfValue[][] };

const DESCRIPTION = 'https://apalache-mc.org/docs/adr/015adr-trace.html';
const DEPTH_MAX = 60;

/**
 * A trace in the Informal Trace Format of Apalache and Quint: one state per step, with the action
 * that led to it, every node's state and the messages in flight.
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
  readonly #classes: ClassTable;
  readonly #narrator: Narrator;
  readonly #nodes = new Map<Address, ItfValue>();
  readonly #values = new Map<Canonical, ItfValue>();
  #traffic: Traffic;

  constructor(trace: Trace) {
    this.#classes = classesOf(trace);
    this.#narrator = new Narrator(this.#classes);
    const none = Network.of(networkKind(trace));
    this.#traffic = { network: none, aside: none };
  }

  after({ action, evidence }: TraceEvent, index: number): object {
    const { network, aside } = carry(this.#traffic, action);
    this.#traffic = { network: network.with(evidence?.sends ?? []), aside };
    const place = placeOf(action);
    if (action.kind === 'crash') this.#nodes.delete(action.node);
    else if (evidence?.state !== undefined && place !== undefined) {
      this.#nodes.set(place, this.#value(evidence.state));
    }
    const envelopes = [...this.#traffic.network.values()];
    return {
      '#meta': { index },
      action: this.#narrator.title(action),
      nodes: { '#map': [...this.#nodes].map(([node, state]): ItfValue[] => [node, state]) },
      network: {
        '#set': envelopes.map(({ from, to, message }) => {
          return { from, to, message: this.#known(message) };
        }),
      },
    };
  }

  #known(text: Canonical): ItfValue {
    let value = this.#values.get(text);
    if (value === undefined) this.#values.set(text, (value = this.#value(text)));
    return value;
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
    // A record with a `tag` is a variant, and a name may not begin with #.
    const field = displayFieldName(key).replace(/^(#|(?=tag$))/, '_');
    // A class and the one it extends may both have a #name.
    const own = Object.hasOwn(fields, field) ? `_${key}` : field;
    fields[own] = inner((object as Record<string, unknown>)[key]);
  }
  const name = classes.nameOf(object);
  return name === undefined ? fields : { tag: name, value: fields };
}
