import { types } from 'node:util';
import type { ExpectedExport, ExpectedExports } from '../given/index.js';
import { Node } from '../lab/index.js';
import { LabFault } from '../support/index.js';

/** What follows the name of a class, as the student would write it. */
const DECLARATIONS: Record<ExpectedExport['role'], string> = {
  node: ' extends Node',
  client: ' extends Node implements Client',
  application: ' implements Application',
};

/** `export class Server extends Node { ... }`, as the student would write it. */
export function declarationOf(name: string, expected: ExpectedExport | undefined): string {
  return `export class ${name}${expected ? DECLARATIONS[expected.role] : ''} { ... }`;
}

const METHODS: Record<ExpectedExport['role'], readonly string[]> = {
  node: ['init'],
  client: ['init', 'sendCommand', 'hasResult', 'getResult'],
  application: ['execute'],
};

type Class = new (...args: unknown[]) => object;

/** The exported class of this name. Throws `LabFault` if it is missing or wrong. */
export function expectClass(
  exports: ReadonlyMap<string, unknown>,
  name: string,
  isLabClass: (value: object) => boolean,
  args: readonly unknown[],
  contract: ExpectedExports,
): Class {
  const expected = Object.hasOwn(contract, name) ? contract[name] : undefined;
  const write = declarationOf(name, expected);
  const fail = (message: string, hint: string): never => {
    throw new LabFault({ kind: 'export', message, hint });
  };
  if (!exports.has(name)) {
    const similar = [...exports.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
    const isDefault = nameOf(exports.get('default')) === name;
    const instead = isDefault ? 'exports it as default' : `exports ${similar}`;
    const but = isDefault || similar !== undefined ? `, but it ${instead}` : '';
    return fail(`index.ts does not export ${name}${but}`, write);
  }
  const value = exports.get(name);
  if (typeof value !== 'function' || !isLabClass(value)) {
    return fail(`${name}, as index.ts exports it, is not a class`, write);
  }
  const made = value as Class;
  if (expected !== undefined) checkClass(name, made, expected, args.length, fail);
  return made;
}

function checkClass(
  name: string,
  made: Class,
  { role, parameters, methods = [] }: ExpectedExport,
  given: number,
  fail: (message: string, hint: string) => never,
): void {
  const prototype = made.prototype as object;
  if (role !== 'application' && !isPrototypeOf(Node.prototype, prototype)) {
    fail(`${name} is not a Node`, `export class ${name} extends Node { ... }`);
  }
  const wantedMethods = [...METHODS[role], ...methods];
  for (const method of wantedMethods) {
    if (typeof findMember(prototype, method) === 'function') continue;
    fail(`${name} has no ${method}()`, `a ${role} needs ${wantedMethods.join(', ')}`);
  }
  const wanted = Object.getOwnPropertyDescriptor(made, 'length')?.value as unknown;
  if (typeof wanted === 'number' && wanted > given) {
    fail(
      `the constructor of ${name} takes ${wanted} arguments; the harness gives it ${given}`,
      `constructor(${parameters.join(', ')})`,
    );
  }
}

/** Checks what a constructor made: a node of that class, with the given address. */
export function checkInstance(
  name: string,
  made: Class,
  instance: object,
  args: readonly unknown[],
): void {
  const fail = (message: string, hint: string): never => {
    throw new LabFault({ kind: 'export', message, hint });
  };
  if (types.isProxy(instance) || Object.getPrototypeOf(instance) !== made.prototype) {
    fail(
      `the constructor of ${name} returned something other than the new ${name}`,
      'a constructor returns nothing',
    );
  }
  if (!isPrototypeOf(Node.prototype, instance)) return;
  const address: unknown = Object.getOwnPropertyDescriptor(instance, 'address')?.value;
  if (address !== args[0]) {
    fail(
      `the constructor of ${name} gave its node the address ${String(address)}, not its own`,
      'call super(address) with the first parameter, and leave the address alone',
    );
  }
}

/** A member, found along the prototypes without running a getter. */
function findMember(object: object, key: string): unknown {
  let at: object | null = object;
  while (at !== null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor.value;
    at = Object.getPrototypeOf(at) as object | null;
  }
  return undefined;
}

function nameOf(value: unknown): unknown {
  if (typeof value !== 'function') return undefined;
  return Object.getOwnPropertyDescriptor(value, 'name')?.value;
}

function isPrototypeOf(prototype: object, object: object): boolean {
  return Object.prototype.isPrototypeOf.call(prototype, object);
}
