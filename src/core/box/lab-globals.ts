import { orderWatch, print, type ClassTable } from '../canon/index.js';
import { FORBIDDEN_GLOBALS, FORBIDDEN_RANDOM, type Forbidden } from './forbidden-names.js';
import type { LabCompartment } from './lockdown.js';

/** What a lab's globals need from the outside. */
export interface LabGlobalsOptions {
  readonly classes: ClassTable;
  readonly console: (text: string) => void;
  readonly undeclared: readonly string[];
}

/** Names of SES itself, of no use to a lab. */
const NOT_FOR_LABS = ['harden', 'assert'];

/** SES keeps them from compartments, since the bits of a NaN tell engines apart. */
const NOT_SHARED = [Float32Array, Float64Array];

/**
 * Gives a compartment the globals of a lab: the language, a console and `structuredClone`.
 * Forbidden and undeclared names throw a clear error when they are read.
 */
export function furnish(compartment: LabCompartment, options: LabGlobalsOptions): void {
  const scope = compartment.globalThis;
  for (const name of NOT_FOR_LABS) Reflect.deleteProperty(scope, name);
  for (const [name, forbidden] of FORBIDDEN_GLOBALS) {
    if (name !== 'arguments')
      throwOnRead(scope, name, () => new TypeError(refusal(name, forbidden)));
  }
  for (const kind of NOT_SHARED) define(scope, kind.name, kind);
  define(scope, 'Math', safeMath());
  define(scope, 'console', labConsole(options));
  define(scope, 'structuredClone', cloneOf);
  for (const name of options.undeclared) {
    if (name in scope) continue;
    throwOnRead(scope, name, () => new ReferenceError(`${name} is not defined`));
  }
}

function refusal(name: string, { why, instead }: Forbidden): string {
  return `${name} is not allowed: ${why}; ${instead}`;
}

function define(scope: object, name: string, value: unknown): void {
  Object.defineProperty(scope, name, { value, writable: true, configurable: true });
}

function throwOnRead(scope: object, name: string, error: () => Error): void {
  const refuse = (): never => {
    throw error();
  };
  Object.defineProperty(scope, name, { get: refuse, set: refuse, configurable: true });
}

/** `Math` with a helpful message where SES only says "secure mode". */
function safeMath(): object {
  const { random: _random, ...descriptors } = Object.getOwnPropertyDescriptors(Math);
  const math = Object.create(Object.prototype, descriptors) as object;
  const random = (): never => {
    throw new TypeError(refusal('Math.random', FORBIDDEN_RANDOM));
  };
  define(math, 'random', random);
  return math;
}

const nativeClone = globalThis.structuredClone;

/** The platform's function, but its errors belong to the lab's realm. */
function cloneOf(value: unknown): unknown {
  try {
    const copy: unknown = nativeClone(value);
    orderWatch()?.copiedThrough(value, copy);
    return copy;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'refused';
    // Without the cause, which belongs to the platform and which the lab could change.
    // oxlint-disable-next-line preserve-caught-error
    throw new TypeError(`structuredClone: ${message}`);
  }
}

const PRINTING = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'group'];
const SILENT = ['groupEnd', 'groupCollapsed', 'time', 'timeEnd', 'timeLog', 'clear', 'count'];

/** A console that prints values as the harness does. */
function labConsole({ classes, console: write }: LabGlobalsOptions): object {
  const line = (values: readonly unknown[]): void =>
    write(values.map((value) => print(value, classes)).join(' '));
  const methods: Record<string, unknown> = {};
  for (const name of PRINTING) methods[name] = (...values: unknown[]) => line(values);
  for (const name of SILENT) methods[name] = () => undefined;
  methods['assert'] = (condition: unknown, ...values: unknown[]) => {
    if (!condition) line(['Assertion failed', ...values]);
  };
  return methods;
}
