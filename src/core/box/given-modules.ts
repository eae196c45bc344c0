import * as lab from '../lab/index.js';
import { equals } from '../canon/index.js';
import { GIVEN_MODULES } from '../given/index.js';

const { Command, Logger, Message, Node, Result, rootAddress, subAddress, Timer } = lab;

/** What `import ... from 'labtest'` gives at run time. */
const LABTEST = {
  Command,
  equals,
  Logger,
  Message,
  Node,
  Result,
  rootAddress,
  subAddress,
  Timer,
} as const;

/** Types of `labtest`: nothing at run time, though they may be imported without `type`. */
const LABTEST_TYPES = ['Address', 'Application', 'Client', 'LogText'];

type Contents = Readonly<Record<string, unknown>>;

const MODULES = new Map<string, Contents>([
  ['labtest', LABTEST],
  ...Object.entries(GIVEN_MODULES).map(([name, contents]): [string, Contents] => [
    `labtest/${name}`,
    contents,
  ]),
]);

/** Everything a lab may import that is not its own. */
export const GIVEN_NAMES: readonly string[] = [...MODULES.keys()];

export function isGivenModule(specifier: string): boolean {
  return MODULES.has(specifier);
}

/** The names a given module exports at run time. */
export function givenExports(module: string): readonly string[] {
  return Object.keys(MODULES.get(module) ?? {});
}

/** Whether a given module has this name only as a type. */
export function isGivenType(module: string, name: string): boolean {
  return module === 'labtest' && LABTEST_TYPES.includes(name);
}

/** Frozen copies of the given modules, as labs see them. `harden` freezes in depth. */
export function givenNamespaces(harden: <T>(value: T) => T): ReadonlyMap<string, Contents> {
  const namespaces = new Map<string, Contents>();
  for (const [name, contents] of MODULES) {
    namespaces.set(name, harden(Object.assign(Object.create(null) as object, contents)));
  }
  return namespaces;
}
