import type { ClassTable } from './class-table.js';
import { entriesOf, itemsOf } from './collection-order.js';
import { displayFieldName } from './field-name.js';
import { ownKeys, readField, shapeOf, TOO_DEEP, TOO_LARGE, type Shape } from './fields.js';
import { tryToEncode, type Sharing } from './encode.js';

/** Which part of a value cannot be state, and where: `.pending[2].callback` holds a function. */
export interface BadStateFinding {
  readonly path: string;
  readonly reason: string;
  /** It is a function. */
  readonly isFunction: boolean;
  /** Its only fault is that it is nested too deeply. */
  readonly isTooDeep: boolean;
}

/** How many steps at each end of a long path are shown. */
const STEPS_TOLD = 3;

/**
 * Finds the first part of a value that cannot be state, for the error message after `encode` or
 * `clone` threw. Looks at each object once.
 */
export function findBadState(
  value: unknown,
  classes: ClassTable,
  sharing: Sharing,
): BadStateFinding | undefined {
  const { bad, open } = tryToEncode(value, classes, sharing);
  if (bad === undefined) return undefined;
  const { reason, isFunction } = bad;
  // The whole is too large, not the part that was one too many.
  if (reason === TOO_LARGE) return { path: '', reason, isFunction, isTooDeep: false };
  const steps = open.flatMap((object, i) => stepTo(object, open[i + 1]) ?? []);
  const last = open.at(-1);
  const step = last === undefined ? undefined : stepToPrimitive(last, reason);
  const path = pathOf(step === undefined ? steps : [...steps, step]);
  return { path, reason, isFunction, isTooDeep: reason === TOO_DEEP };
}

/** The step from an object to a part of it. */
function stepTo(object: object, part: object | undefined): string | undefined {
  if (part === undefined) return undefined;
  for (const [step, candidate] of partsOf(object)) if (candidate === part) return step;
  return undefined;
}

/** The step to a function or symbol, where that is what is wrong. */
function stepToPrimitive(object: object, reason: string): string | undefined {
  for (const [step, part] of partsOf(object)) {
    if (reason === 'a function' && typeof part === 'function') return step;
    if (reason === 'a symbol' && typeof part === 'symbol') return step;
  }
  return undefined;
}

/** The steps joined together; if there are many, only those at both ends. */
function pathOf(steps: readonly string[]): string {
  if (steps.length <= 4 * STEPS_TOLD) return steps.join('');
  const cut = steps.length - 2 * STEPS_TOLD;
  const [start, end] = [steps.slice(0, STEPS_TOLD), steps.slice(-STEPS_TOLD)];
  return `${start.join('')}…(${cut} more)…${end.join('')}`;
}

/** The parts of a value with the step that leads to each, as a person would write it. */
function* partsOf(value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  const shape = safeShape(value);
  if (shape === 'map') {
    let index = 0;
    for (const [key, item] of entriesOf(value)) {
      yield [`.key(${index})`, key];
      yield [typeof key === 'string' ? `.get('${key}')` : `.value(${index})`, item];
      index++;
    }
  }
  if (shape === 'set') {
    let index = 0;
    for (const item of itemsOf(value)) yield [`.item(${index++})`, item];
  }
  if (shape === 'typed' || shape === 'buffer') return;
  for (const key of safeKeys(value)) {
    if (shape === 'array' && key === 'length') continue;
    const step = shape === 'array' ? `[${key}]` : `.${displayFieldName(key)}`;
    const part = safeField(value, key);
    if (part !== undefined) yield [step, part];
  }
}

/** Nothing is known of the parts of what has no shape. */
function safeShape(object: object): Shape {
  try {
    return shapeOf(object);
  } catch {
    return 'object';
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
