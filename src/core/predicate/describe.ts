import { ClassTable, print } from '../canon/index.js';

/**
 * A command or result as a person reads it: `AppendResult(value=xy)`. It uses the name of the
 * value's own class, so that no class table is needed.
 */
export function describe(value: object | undefined): string {
  if (value === undefined) return 'nothing';
  const table = new ClassTable();
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && prototype !== Object.prototype) {
    const made = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
    const isClass = typeof made === 'function' && made.prototype === prototype;
    if (isClass) table.register(made as abstract new () => object, made.name, made.name);
  }
  return print(value, table);
}
