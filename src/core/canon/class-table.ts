import { ownKeys } from './fields.js';

/** A class as canonical text names it. */
export interface ClassEntry {
  /** Unique among all classes of one lab, the same in every load of it: `lock.Acquire`, `7`. */
  readonly id: string;
  /** The class's own name, which picks handlers and is printed: `Vote`. */
  readonly name: string;
  /** The fields it declares itself, in that order; canonical text has them sorted. */
  readonly fields?: readonly string[] | undefined;
}

type Constructor = abstract new (...args: never[]) => object;

export interface BoundClass extends ClassEntry {
  readonly prototype: object;
  /** The own keys last seen on an instance, and those keys sorted: most instances share them. */
  lastKeys: readonly string[];
  lastSorted: readonly string[];
  /** The own keys last copied, and whether the prototype has nothing of any of these names. */
  copiedKeys: readonly string[];
  areOwnOnly: boolean;
}

/**
 * Agrees on names for classes. A lab's own table holds the real constructors; a judge that must
 * not run the lab's code builds one from the lab's catalogue, with empty classes of those names.
 */
export class ClassTable {
  readonly #byPrototype = new Map<object, BoundClass>();
  readonly #byId = new Map<string, BoundClass>();

  /** Registers a class. Throws when the id is taken by another class. */
  register(constructor: Constructor, id: string, name: string, fields?: readonly string[]): void {
    const prototype = constructor.prototype as object;
    const known = this.#byId.get(id);
    if (known !== undefined && known.prototype !== prototype) {
      throw new Error(
        `the class ${name} is declared more than once; declare it at the top level of its file`,
      );
    }
    const entry: BoundClass = {
      id,
      name,
      fields,
      prototype,
      lastKeys: [],
      lastSorted: [],
      copiedKeys: [],
      areOwnOnly: true,
    };
    this.#byPrototype.set(prototype, entry);
    this.#byId.set(id, entry);
  }

  /** Adds an empty class for every entry of a catalogue that is not known yet. */
  addCatalogue(catalogue: readonly ClassEntry[]): void {
    for (const { id, name, fields } of catalogue) {
      if (this.#byId.has(id)) continue;
      const stand = { [name]: class {} }[name] as Constructor;
      this.register(stand, id, name, fields);
    }
  }

  /** All classes, in the order of their registration. */
  catalogue(): ClassEntry[] {
    return [...this.#byId.values()].map(({ id, name, fields }) =>
      fields === undefined ? { id, name } : { id, name, fields },
    );
  }

  byPrototype(prototype: object): BoundClass | undefined {
    return this.#byPrototype.get(prototype);
  }

  byId(id: string): BoundClass | undefined {
    return this.#byId.get(id);
  }

  /**
   * All own keys, with those its class declares last and in declared order, as on a live instance.
   */
  fieldsOf(object: object): string[] {
    const keys = ownKeys(object);
    const prototype = Object.getPrototypeOf(object) as object | null;
    const declared = (prototype && this.#byPrototype.get(prototype)?.fields) ?? [];
    const inherited = keys.filter((key) => !declared.includes(key));
    return [...inherited, ...declared.filter((key) => keys.includes(key))];
  }

  /** The registered name of a value's class, or `undefined` for anything else. */
  nameOf(value: object): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    return typeof prototype === 'object' && prototype !== null
      ? this.#byPrototype.get(prototype)?.name
      : undefined;
  }
}
