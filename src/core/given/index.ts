/**
 * What the labs hand out: commands, messages, timers and constants, by the name of the module a
 * student imports them from.
 *
 * Invariant: the harness uses these very classes, so a lab's own file of the same name changes
 * nothing. Their ids (`lab2.Ping`) never change: traces are written with them.
 */
import * as kvstore from './kvstore.js';
import * as lab0 from './lab0.js';
import * as lab1 from './lab1.js';
import * as lab2 from './lab2.js';
import { ClassTable } from '../canon/index.js';

/** The given modules, by the subpath they are imported with: `labtest/kvstore`. */
export const GIVEN_MODULES = { kvstore, lab0, lab1, lab2 } as const;

/** A given class as class tables hold it. */
export interface GivenClass {
  readonly id: string;
  readonly name: string;
  readonly constructor: new (...args: never[]) => object;
  readonly fields: readonly string[];
}

/** Every given class, in a fixed order. */
export function givenClasses(): GivenClass[] {
  return Object.entries(GIVEN_MODULES).flatMap(([module, contents]) =>
    Object.entries<unknown>(contents)
      .filter((entry): entry is [string, GivenClass['constructor']] => isClass(entry[1]))
      .map(([name, constructor]) => ({
        id: `${module}.${name}`,
        name,
        constructor,
        // They only assign what they are given, so an empty one has the same fields.
        fields: Object.keys(new constructor()),
      })),
  );
}

/** A class table that knows the given classes and nothing else. */
export function createGivenTable(): ClassTable {
  const table = new ClassTable();
  for (const { constructor, id, name, fields } of givenClasses()) {
    table.register(constructor, id, name, fields);
  }
  return table;
}

function isClass(value: unknown): boolean {
  return typeof value === 'function';
}
