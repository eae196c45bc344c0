import { ClassTable, equals } from '../canon/index.js';
import * as lab from '../lab/index.js';
import { UsageError } from '../support/index.js';
import { importModule, type ModuleContents } from './import-module.js';
import * as kvstore from './kvstore.js';

/** A module that a lab hands out, as data that can be sent to another thread or process. */
export interface GivenSource {
  /** Its name in imports, after `labtest/`: `lock`. */
  readonly name: string;
  /** The address for {@link importModule}. */
  readonly url: string;
  /** What a box imports instead, if that is a different file. */
  readonly boxedUrl?: string | undefined;
}

/** The modules as a box imports them. */
export function boxedSources(sources: readonly GivenSource[]): GivenSource[] {
  return sources.map(({ name, url, boxedUrl }) => ({ name, url: boxedUrl ?? url }));
}

const { Command, Logger, Message, Node, Result, rootAddress, subAddress, Timer } = lab;

/** What every lab may import, by the part after `labtest/`; empty for `labtest` itself. */
const ALWAYS: readonly (readonly [name: string, contents: ModuleContents])[] = [
  ['', { Command, equals, Logger, Message, Node, Result, rootAddress, subAddress, Timer }],
  ['kvstore', kvstore],
];

/** Types of `labtest`: nothing at run time, though they may be imported without `type`. */
const LABTEST_TYPES = ['Address', 'Application', 'Client', 'LogText'];

type Constructor = new (...args: never[]) => object;

/**
 * The modules that a lab's code may import besides its own files, in this realm. The harness, the
 * lab's tests and the code under test all use these very classes.
 */
export class GivenModules {
  /** The lab's own modules, for another realm to load. */
  readonly sources: readonly GivenSource[];
  readonly #modules: ReadonlyMap<string, ModuleContents>;

  private constructor(sources: readonly GivenSource[], contents: readonly ModuleContents[]) {
    this.sources = sources;
    const own = sources.map(({ name }, i) => [name, contents[i] ?? {}] as const);
    this.#modules = new Map([...ALWAYS, ...own].map(([name, it]) => [specifierOf(name), it]));
  }

  /** Only `labtest` and `labtest/kvstore`. */
  static readonly basic = new GivenModules([], []);

  /** Those, and a lab's modules, which are imported into this realm. */
  static async load(sources: readonly GivenSource[]): Promise<GivenModules> {
    return new GivenModules(
      sources,
      await Promise.all(sources.map(({ url }) => importModule(url))),
    );
  }

  /** Those, and modules already in this realm, by name; for where nothing can be imported. */
  static of(modules: Readonly<Record<string, ModuleContents>>): GivenModules {
    const sources = Object.keys(modules).map((name) => ({ name, url: '' }));
    return new GivenModules(sources, Object.values(modules));
  }

  /** What can be imported: `labtest`, `labtest/kvstore`, ... */
  get specifiers(): string[] {
    return [...this.#modules.keys()];
  }

  has(specifier: string): boolean {
    return this.#modules.has(specifier);
  }

  /** The names that a module exports at run time. */
  exportsOf(specifier: string): string[] {
    return Object.keys(this.#modules.get(specifier) ?? {});
  }

  /** Whether a module has this name only as a type. */
  isType(specifier: string, name: string): boolean {
    return specifier === specifierOf('') && LABTEST_TYPES.includes(name);
  }

  /** Frozen copies, as labs see them. `harden` freezes in depth. */
  namespaces(harden: <T>(value: T) => T): ReadonlyMap<string, ModuleContents> {
    const copies = new Map<string, ModuleContents>();
    for (const [specifier, contents] of this.#modules) {
      copies.set(specifier, harden(Object.assign(Object.create(null) as object, contents)));
    }
    return copies;
  }

  /**
   * A class table with the given classes and nothing else. Traces refer to them by ids such as
   * `lock.Acquire`, so modules and classes must keep their names.
   *
   * @throws UsageError LT015 if a constructor does more than assign its arguments
   */
  createTable(): ClassTable {
    const table = new ClassTable();
    for (const [specifier, contents] of this.#modules) {
      if (specifier === specifierOf('')) continue;
      const module = specifier.slice(specifierOf('x').length - 1);
      for (const [name, value] of Object.entries(contents)) {
        if (!isClass(value) || table.byPrototype(value.prototype as object)) continue;
        table.register(value, `${module}.${name}`, name, fieldsOf(value, `${specifier}: ${name}`));
      }
    }
    return table;
  }
}

function specifierOf(name: string): string {
  return name === '' ? 'labtest' : `labtest/${name}`;
}

/** Whether it is a class; a lab may be given functions, too. */
function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/**
 * Constructors of given classes only assign their arguments, so an empty instance has the same
 * fields.
 */
function fieldsOf(constructor: Constructor, place: string): string[] {
  try {
    return Object.keys(new constructor());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError('LT015', `${place}: its constructor fails without arguments.`, [
      `It threw: ${message}`,
      'The harness makes an empty one to learn its fields: only assign what is given',
    ]);
  }
}
