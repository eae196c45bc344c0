import type { ClassTable } from './class-table.js';
import { displayFieldName } from './field-name.js';
import { BadState, ownKeys, readField, shapeOf } from './fields.js';
import { encode } from './encode.js';

/** What in a value is no state, and where: `.pending[2].callback` holds a function. */
export interface BadStateFinding {
  readonly path: string;
  readonly reason: string;
  /** It is a function. */
  readonly isFunction: boolean;
}

/**
 * Finds the first part of a value that is no state. Slow and precise: for the error message,
 * after `encode` or `clone` threw.
 */
export function findBadState(value: unknown, classes: ClassTable): BadStateFinding | undefined {
  return find(value, '', classes, new Set());
}

/** Why this value, with its parts, is no state. */
function reasonOf(value: unknown, classes: ClassTable): Omit<BadStateFinding, 'path'> | undefined {
  try {
    encode(value, classes, 'state');
    return undefined;
  } catch (error) {
    if (error instanceof BadState) return error;
    if (error instanceof RangeError) return { reason: 'nested too deeply', isFunction: false };
    throw error;
  }
}

function find(
  value: unknown,
  path: string,
  classes: ClassTable,
  seen: Set<unknown>,
): BadStateFinding | undefined {
  const bad = reasonOf(value, classes);
  if (bad === undefined || seen.has(value)) return undefined;
  seen.add(value);
  for (const [step, part] of partsOf(value)) {
    const found = find(part, path + step, classes, seen);
    if (found !== undefined) return found;
  }
  return { path, reason: bad.reason, isFunction: bad.isFunction };
}

/** The parts of a value with the step that leads to each, as a person would write it. */
function* partsOf(value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  const shape = shapeOf(value);
  if (shape === 'map') {
    let index = 0;
    for (const [key, item] of Map.prototype.entries.call(value)) {
      yield [`.key(${index})`, key];
      yield [typeof key === 'string' ? `.get('${key}')` : `.value(${index})`, item];
      index++;
    }
  }
  if (shape === 'set') {
    let index = 0;
    for (const item of Set.prototype.values.call(value)) yield [`.item(${index++})`, item];
  }
  if (shape === 'typed' || shape === 'buffer') return;
  for (const key of safeKeys(value)) {
    if (shape === 'array' && key === 'length') continue;
    const step = shape === 'array' ? `[${key}]` : `.${displayFieldName(key)}`;
    const part = safeField(value, key);
    if (part !== undefined) yield [step, part];
  }
}

function safeKeys(object: object): string[] {
  try {
    return ownKeys(object);
  } catch {
    return Reflect.ownKeys(object).filter((key): key is string => typeof key === 'string');
  }
}

function safeField(object: object, key: string): unknown {
  try {
    return readField(object, key);
  } catch {
    return undefined;
  }
}
