import { displayFieldName, encode, equalsInOrder, print, type ClassTable } from '../canon/index.js';
import type { ValueNode } from './protocol.js';

/** Limits for a whole value and for one collection: whatever is beyond is counted, not listed. */
const NODES_MAX = 4000;
const CHILDREN_MAX = 200;
const DEPTH_MAX = 16;
const TEXT_MAX = 2000;

type Child = NonNullable<ValueNode['children']>[number];

/**
 * A value as a collapsible tree. If the earlier value is given, everything added, changed or
 * removed is marked. Never runs a lab's code.
 */
export function valueNode(now: unknown, classes: ClassTable, before: unknown = now): ValueNode {
  return new Describer(classes).node(now, before, 0);
}

/** A part of an object: its identity, its name and its value. */
interface Part {
  readonly name: string;
  readonly value: unknown;
}

class Describer {
  readonly #classes: ClassTable;
  /** The objects on the path from the root, to detect cycles. */
  readonly #open = new Set<object>();
  #left = NODES_MAX;

  constructor(classes: ClassTable) {
    this.#classes = classes;
  }

  node(now: unknown, before: unknown, depth: number): ValueNode {
    this.#left--;
    const text = cut(print(now, this.#classes));
    if (typeof now !== 'object' || now === null) return { text, kind: kindOf(now) };
    if (depth >= DEPTH_MAX || this.#open.has(now)) return { text, kind: 'object' };
    this.#open.add(now);
    const parts = this.#parts(now);
    const old = isAlike(now, before) ? this.#parts(before) : undefined;
    const children: Child[] = [];
    let more = 0;
    for (const [identity, part] of parts) {
      if (children.length >= CHILDREN_MAX || this.#left <= 0) more++;
      else children.push(this.#child(part, old?.get(identity), old !== undefined, depth));
    }
    for (const [identity, { name, value }] of old ?? []) {
      if (parts.has(identity) || this.#left <= 0) continue;
      children.push({ key: name, value: this.node(value, value, depth + 1), mark: 'removed' });
    }
    this.#open.delete(now);
    return { text, kind: 'object', children, ...(more > 0 && { more }) };
  }

  #child(part: Part, old: Part | undefined, isCompared: boolean, depth: number): Child {
    const { name, value } = part;
    if (isCompared && old === undefined) {
      return { key: name, value: this.node(value, value, depth + 1), mark: 'added' };
    }
    if (old === undefined || same(value, old.value)) {
      return { key: name, value: this.node(value, value, depth + 1) };
    }
    const was = cut(print(old.value, this.#classes));
    return { key: name, value: this.node(value, old.value, depth + 1), mark: 'changed', was };
  }

  /** The parts of an object, by what identifies each. */
  #parts(object: object): Map<string, Part> {
    const parts = new Map<string, Part>();
    if (object instanceof Map) {
      for (const [key, value] of object as Map<unknown, unknown>) {
        const name = cut(print(key, this.#classes));
        parts.set(`get ${encode(key, this.#classes, 'state')}`, { name, value });
      }
    }
    if (object instanceof Set) {
      for (const value of object as Set<unknown>) {
        parts.set(`has ${encode(value, this.#classes, 'state')}`, { name: '', value });
      }
    }
    if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return parts;
    const isArray = Array.isArray(object);
    for (const key of this.#classes.fieldsOf(object)) {
      if (isArray && key === 'length') continue;
      const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
      parts.set(`own ${key}`, { name: displayFieldName(key), value });
    }
    return parts;
  }
}

/** Values from two decodings of the same text are equal by structure. */
function same(a: unknown, b: unknown): boolean {
  return a === b || equalsInOrder(a, b);
}

function isAlike(now: object, before: unknown): before is object {
  return (
    typeof before === 'object' &&
    before !== null &&
    before !== now &&
    Object.getPrototypeOf(before) === Object.getPrototypeOf(now)
  );
}

function kindOf(value: unknown): ValueNode['kind'] {
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'word';
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
