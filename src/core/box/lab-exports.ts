import { types } from 'node:util';
import { Node } from '../lab/index.js';
import { LabFault } from '../support/index.js';

/** What a lab is to export under a name. */
interface ExpectedExport {
  /** As the student would write it. */
  readonly declaration: string;
  readonly parameters: readonly string[];
  readonly role: 'node' | 'client' | 'application';
}

const node = (name: string, ...parameters: string[]): [string, ExpectedExport] => [
  name,
  { declaration: `class ${name} extends Node`, parameters, role: 'node' },
];
const client = (name: string, ...parameters: string[]): [string, ExpectedExport] => [
  name,
  { declaration: `class ${name} extends Node implements Client`, parameters, role: 'client' },
];
const application = (name: string, ...parameters: string[]): [string, ExpectedExport] => [
  name,
  { declaration: `class ${name} implements Application`, parameters, role: 'application' },
];

const ADDRESS = 'address: Address';

/** What labs 0, 1 and 2 export. */
const EXPECTED: ReadonlyMap<string, ExpectedExport> = new Map([
  node('PingServer', ADDRESS),
  client('PingClient', ADDRESS, 'server: Address'),
  node('SimpleServer', ADDRESS, 'app: Application'),
  client('SimpleClient', ADDRESS, 'server: Address'),
  application('KVStore'),
  application('AMOApplication', 'app: Application'),
  node('ViewServer', ADDRESS),
  node('PBServer', ADDRESS, 'viewServer: Address', 'app: Application'),
  client('PBClient', ADDRESS, 'viewServer: Address'),
]);

const METHODS: Record<ExpectedExport['role'], readonly string[]> = {
  node: ['init'],
  client: ['init', 'sendCommand', 'hasResult', 'getResult'],
  application: ['execute'],
};

type Class = new (...args: unknown[]) => object;

/** The exported class of this name. Throws `LabFault` when there is none or it is not right. */
export function expectClass(
  exports: ReadonlyMap<string, unknown>,
  name: string,
  isLabClass: (value: object) => boolean,
  args: readonly unknown[],
): Class {
  const expected = EXPECTED.get(name);
  const write = `export ${expected?.declaration ?? `class ${name}`} { ... }`;
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
  { role, parameters }: ExpectedExport,
  given: number,
  fail: (message: string, hint: string) => never,
): void {
  const prototype = made.prototype as object;
  if (role !== 'application' && !isPrototypeOf(Node.prototype, prototype)) {
    fail(`${name} is not a Node`, `export class ${name} extends Node { ... }`);
  }
  for (const method of METHODS[role]) {
    if (typeof findMember(prototype, method) === 'function') continue;
    fail(`${name} has no ${method}()`, `a ${role} needs ${METHODS[role].join(', ')}`);
  }
  const wanted = Object.getOwnPropertyDescriptor(made, 'length')?.value as unknown;
  if (typeof wanted === 'number' && wanted > given) {
    fail(
      `the constructor of ${name} takes ${wanted} arguments; the harness gives it ${given}`,
      `constructor(${parameters.join(', ')})`,
    );
  }
}

/** Checks what a constructor made: a node of that class, with the address it was given. */
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
      `the constructor of ${name} returned something else than the new ${name}`,
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

/** A member as found along the prototypes, without running a getter. */
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
