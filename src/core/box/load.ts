import type { LabTerms } from '../given/index.js';
import { print, type ClassTable } from '../canon/index.js';
import { Node } from '../lab/index.js';
import { LabFault } from '../support/index.js';
import { baseFieldMessage } from './base-field.js';
import { BudgetSpent } from './budget-spent.js';
import type { CompiledLab } from './compiled-lab.js';
import { checkInstance, expectClass } from './lab-exports.js';
import { furnish } from './lab-globals.js';
import { lockedRealm } from './lockdown.js';
import { createSlot } from './private-slot.js';
import { refuse } from './refusal.js';
import { heldBy, watchLocal, type CapturedLocal } from './captured-local.js';
import { seal, UNNAMED } from './seal.js';
import type { SharedState } from './shared-collection.js';
import { SourcePlaces } from './source-places.js';
import { describeThrown, isStackOverflow, type ThrownContext } from './thrown.js';

/** Steps that a handler may take: far more than a sensible one needs, used up within a second. */
export const STEPS_MAX = 10_000_000;

/** Options of a lab's loader. */
export interface LoadOptions {
  /** Gets what the lab prints with `console`, line by line. By default it is dropped. */
  readonly console?: (text: string) => void;
  /** Where a debugger finds the source map to the student's lines; omitted without a debugger. */
  readonly mapUrl?: string | undefined;
}

/** Keeps the lab's code from running forever. */
export interface StepBudget {
  /** How many steps a refill gives. Fewer are given to find the line at which something hangs. */
  stepsMax: number;
  /** Refills the budget; called before any of the lab's code runs. */
  reset(steps?: number): void;
  /** Whether the budget ran out since its last refill, even if nobody saw the error. */
  readonly spent: boolean;
}

/** A lab in this thread, ready to run. */
export interface LoadedLab {
  /** What `index.ts` exports, by name. */
  readonly exports: ReadonlyMap<string, unknown>;
  /** The given classes and the lab's own. */
  readonly classes: ClassTable;
  readonly budget: StepBudget;
  /**
   * Makes an instance of an exported class. Throws `LabFault`: kind `export` when the export is
   * missing or not what the lab requires, `exception` when the constructor throws.
   */
  construct(exportName: string, args: readonly unknown[]): object;
  /**
   * What a value thrown by the lab's code means: its message and the student's own lines. `doing`
   * says what ran: `Server.onRetryTimer`.
   */
  faultOf(thrown: unknown, doing: string): LabFault;
  /**
   * Throws if the last call changed a collection at module level: state outside nodes that neither
   * the check at load nor freezing could stop. Undoes the change.
   */
  checkShared(doing: string): void;
}

/** What the instrumented code needs from its loader. */
interface Hooks {
  given(module: string): unknown;
  register(constructor: ClassConstructor, ordinal: number): void;
  fail(): never;
  caught(error: unknown): void;
  slot(key: string, isBrand: boolean): object;
  onRefill(refill: (steps: number) => void, forgetKeep: () => void): void;
  /** A local that functions captured while the files were loaded. */
  keep(name: string, read: () => unknown, write?: (value: unknown) => void): void;
}

interface Evaluated {
  readonly exports: readonly (readonly [name: string, value: unknown])[];
  readonly roots: readonly unknown[];
}

type ClassConstructor = abstract new (...args: never[]) => object;

/**
 * Loads a compiled lab in this thread, and locks the thread down first if needed. Every load has
 * its own copy of everything the lab's files make. Throws `LabFault` (kind `load`).
 */
export function loadLab(
  compiled: CompiledLab,
  terms: LabTerms,
  options: LoadOptions = {},
): LoadedLab {
  return new Loader(compiled, terms, options).load();
}

class Loader implements LoadedLab {
  readonly exports = new Map<string, unknown>();
  readonly classes: ClassTable;
  readonly budget: StepBudget;
  readonly #compiled: CompiledLab;
  readonly #terms: LabTerms;
  readonly #context: ThrownContext;
  readonly #own = new Set<object>();
  #refill: (steps: number) => void = () => undefined;
  #forgetKeep: () => void = () => undefined;
  #locals: CapturedLocal[] = [];
  #spent = false;
  #steps = STEPS_MAX;
  #loaded = false;
  #shared: readonly SharedState[] = [];

  constructor(compiled: CompiledLab, terms: LabTerms, options: LoadOptions) {
    this.#compiled = compiled;
    this.#terms = terms;
    this.classes = terms.given.createTable();
    const { getStackString } = lockedRealm();
    this.#context = {
      places: new SourcePlaces(compiled.map),
      classes: this.classes,
      sourceUrl: `labtest-lab-${compiled.digest.slice(0, 16)}`,
      getStackString,
      steps: () => this.#steps,
    };
    const isSpent = (): boolean => this.#spent;
    this.budget = {
      stepsMax: STEPS_MAX,
      reset: (steps = this.budget.stepsMax) => {
        this.#spent = false;
        this.#steps = steps;
        this.#refill(steps);
      },
      get spent() {
        return isSpent();
      },
    };
    this.#console = options.console ?? (() => undefined);
    this.#mapComment =
      options.mapUrl === undefined ? '' : `\n//# sourceMappingURL=${options.mapUrl}`;
  }

  readonly #console: (text: string) => void;
  readonly #mapComment: string;

  load(): this {
    const { Compartment, harden } = lockedRealm();
    const compartment = new Compartment();
    furnish(compartment, {
      classes: this.classes,
      console: this.#console,
      undeclared: this.#compiled.undeclared,
    });
    harden(compartment.globalThis);
    seal([{ name: 'globalThis', value: [compartment.globalThis, ...UNNAMED] }], sealed);
    // This only makes a function: none of the lab's code runs yet.
    const start = compartment.evaluate(
      `${this.#compiled.code}\n//# sourceURL=${this.#context.sourceUrl}${this.#mapComment}`,
      // No call to eval gets here: the check at load refuses it, whatever its text looks like.
      { __rejectSomeDirectEvalExpressions__: false },
    ) as (hooks: Hooks) => Evaluated;
    try {
      const { exports, roots } = start(this.#hooks(this.#terms.given.namespaces(harden)));
      for (const [name, value] of exports) this.exports.set(name, value);
      this.#seal(exports, roots);
    } catch (error) {
      throw describeThrown(error, 'loading the lab', 'load', this.#context);
    }
    this.#loaded = true;
    return this;
  }

  construct(exportName: string, args: readonly unknown[]): object {
    const isOwn = (value: object): boolean => this.#own.has(value);
    const made = expectClass(this.exports, exportName, isOwn, args, this.#terms.exports);
    let instance: object;
    try {
      instance = new made(...args);
    } catch (error) {
      throw this.faultOf(error, `new ${exportName}`);
    }
    checkInstance(exportName, made, instance, args);
    return instance;
  }

  faultOf(thrown: unknown, doing: string): LabFault {
    return describeThrown(thrown, doing, 'exception', this.#context);
  }

  checkShared(doing: string): void {
    for (const collection of this.#shared) {
      const change = collection.takeChange();
      if (change === undefined) continue;
      const { path, place } = collection;
      const [before, after] = [change.before, change.after].map((it) => print(it, this.classes));
      throw new LabFault({
        kind: 'state',
        message:
          `${doing} changes ${path}, which is made when the files are loaded: ` +
          `${before} → ${after}`,
        hint: 'all nodes share it: state must live in the node, as a field',
        cause: 'state-outside-node',
        place,
      });
    }
  }

  #hooks(namespaces: ReadonlyMap<string, unknown>): Hooks {
    return {
      given: (module) => namespaces.get(module),
      register: (constructor, ordinal) => this.#register(constructor, ordinal),
      fail: () => {
        this.#spent = true;
        throw new BudgetSpent();
      },
      caught: (error) => {
        if (error instanceof BudgetSpent || isStackOverflow(error)) throw error;
      },
      slot: createSlot,
      onRefill: (refill, forgetKeep) => {
        this.#refill = refill;
        this.#forgetKeep = forgetKeep;
        refill(STEPS_MAX);
      },
      keep: (name, read, write) => void this.#locals.push({ name, read, write }),
    };
  }

  #register(constructor: ClassConstructor, ordinal: number): void {
    const id = String(ordinal);
    const { name = '', fields } = this.#compiled.classes[ordinal] ?? {};
    if (this.#loaded || this.classes.byId(id) !== undefined) {
      // A class that a mixin makes has no name of its own.
      const base = this.classes.nameOf(constructor.prototype as object) ?? 'another';
      const what =
        name === '' ? `a class without a name, which extends ${base},` : `the class ${name}`;
      const hint =
        name === '' && !this.#loaded
          ? 'a function that makes a class (a mixin) may be called once: declare a class for ' +
            'each base at the top level of its file'
          : 'declare the class at the top level of its file';
      throw new LabFault({
        kind: this.#loaded ? 'state' : 'load',
        message: `${what} is made ${this.#loaded ? 'while the lab runs' : 'twice'}`,
        hint,
      });
    }
    this.classes.register(constructor, id, name, fields);
    this.#own.add(constructor);
    const isNode = Object.prototype.isPrototypeOf.call(
      Node.prototype,
      constructor.prototype as object,
    );
    if (!isNode) return;
    refuse(
      this.#compiled.baseFields
        .filter(({ classId }) => classId === id)
        .map(({ field, place }) => {
          const [message, hint] = baseFieldMessage(name, field);
          return { kind: 'load', message, hint, place };
        }),
    );
  }

  #seal(exports: Evaluated['exports'], topLevel: readonly unknown[]): void {
    const named = topLevel.map((value, i) => ({
      name: 'module',
      ...this.#compiled.roots[i],
      value,
    }));
    const exported = exports.map(([name, value]) => ({ name, value }));
    this.#forgetKeep();
    const classes = [...this.#own].map((value) => ({ name: 'a class', value }));
    const captured = this.#locals.flatMap(heldBy);
    const roots = [...named, ...exported, ...captured, ...classes];
    const { unsealable, collections } = seal(roots, sealed);
    this.#shared = [...collections, ...this.#locals.flatMap(watchLocal)];
    this.#locals = [];
    refuse(
      unsealable.map(({ path, place, what }) => ({
        kind: 'load',
        place,
        message: `${path} holds ${what}, which all nodes would share`,
        hint: 'state must live in the node: make it in a handler and keep no generator',
        cause: 'state-outside-node',
      })),
    );
  }
}

/** Everything sealed in this realm, by any load: above all, the language's own objects. */
const sealed = new WeakSet();
