import type { ClassTable } from './class-table.js';
import { encode } from './encode.js';
import { equalsInOrder } from './equals.js';
import { displayFieldName } from './field-name.js';
import { readField, shapeOf } from './fields.js';
import { print } from './print.js';

/** One place in which two values differ. */
export interface Change {
  /** `log.length`, `pending[2]`, `results.get(client1)`; empty for the values themselves. */
  readonly path: string;
  /** What is there before and after, as a person reads it; `undefined` where there is nothing. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * The places in which two values differ, in the order of their fields, descending as long as both
 * have the same class. Where only the order of a Map or Set differs, or the sharing, the whole
 * counts as changed.
 */
export function diff(before: unknown, after: unknown, classes: ClassTable): Change[] {
  const comparison = new Comparison(classes);
  comparison.compare('', before, after);
  return comparison.changes;
}

/** A part of an object: how to say where it is, and what is there. */
interface Part {
  readonly step: string;
  readonly value: unknown;
}

class Comparison {
  readonly changes: Change[] = [];
  readonly #classes: ClassTable;
  /** Pairs already compared, so that cycles end and shared parts are shown once. */
  readonly #seen = new Map<object, Set<object>>();

  constructor(classes: ClassTable) {
    this.#classes = classes;
  }

  compare(path: string, before: unknown, after: unknown): void {
    if (equalsInOrder(before, after)) return;
    if (!isObject(before) || !isObject(after) || !alike(before, after)) {
      this.#add(path, this.#print(before), this.#print(after));
      return;
    }
    const others = this.#seen.get(before) ?? new Set();
    if (others.has(after)) return;
    this.#seen.set(before, others.add(after));
    const count = this.changes.length;
    this.#compareParts(path, this.#partsOf(before), this.#partsOf(after));
    if (this.changes.length === count) {
      this.#add(path, this.#print(before), this.#print(after));
    }
  }

  #compareParts(
    path: string,
    before: ReadonlyMap<string, Part>,
    after: ReadonlyMap<string, Part>,
  ): void {
    for (const [key, old] of before) {
      const place = path === '' && old.step.startsWith('.') ? old.step.slice(1) : path + old.step;
      const now = after.get(key);
      if (now === undefined) this.#add(place, this.#print(old.value), undefined);
      else this.compare(place, old.value, now.value);
    }
    for (const [key, now] of after) {
      if (before.has(key)) continue;
      const place = path === '' && now.step.startsWith('.') ? now.step.slice(1) : path + now.step;
      this.#add(place, undefined, this.#print(now.value));
    }
  }

  /** The parts of an object, keyed by what identifies each. */
  #partsOf(object: object): Map<string, Part> {
    const parts = new Map<string, Part>();
    if (object instanceof Map) {
      for (const [key, value] of object as Map<unknown, unknown>) {
        parts.set(`get ${this.#identity(key)}`, { step: `.get(${this.#print(key)})`, value });
      }
    }
    if (object instanceof Set) {
      for (const value of object as Set<unknown>) {
        parts.set(`has ${this.#identity(value)}`, { step: `.has(${this.#print(value)})`, value });
      }
    }
    const isArray = Array.isArray(object);
    for (const key of this.#classes.fieldsOf(object)) {
      if (isArray && key === 'length') continue;
      const step = isArray ? `[${key}]` : `.${displayFieldName(key)}`;
      parts.set(`own ${key}`, { step, value: readField(object, key) });
    }
    return parts;
  }

  #identity(value: unknown): string {
    return encode(value, this.#classes, 'state');
  }

  #print(value: unknown): string {
    return print(value, this.#classes);
  }

  #add(path: string, before: string | undefined, after: string | undefined): void {
    this.changes.push({ path: cutPath(path), before, after });
  }
}

/** Of a longer path, only the two ends are shown. */
const PATH_MAX = 120;
const ENDS = [70, 30] as const;

function cutPath(path: string): string {
  if (path.length <= PATH_MAX) return path;
  return `${path.slice(0, ENDS[0])}…${path.slice(-ENDS[1])}`;
}

/** Whether two objects are of one class, so that their parts can be compared one by one. */
function alike(before: object, after: object): boolean {
  if (Object.getPrototypeOf(before) !== Object.getPrototypeOf(after)) return false;
  const shape = shapeOf(before);
  return shape === shapeOf(after) && shape !== 'typed' && shape !== 'buffer';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `log.length: 0 → 1`, `pending[2]: added Request(…)`, `old: removed 3` */
export function formatChange({ path, before, after }: Change): string {
  const place = path === '' ? '' : `${path}: `;
  if (before === undefined) return `${place}added ${after ?? ''}`;
  if (after === undefined) return `${place}removed ${before}`;
  return before === after ? `${place}${after} (in another order)` : `${place}${before} → ${after}`;
}
