import type { Reference, Scope, Variable } from 'eslint-scope';
import { identifierOf, isCalledInPlace, syntaxOf, type Parents } from './scope-queries.js';
import { isFunction, nameCall, type Syntax } from './syntax.js';

/** Built-in methods that call their function argument at once, and do not keep it. */
const CALL_AT_ONCE = new Set(
  (
    'forEach map flatMap filter find findIndex findLast findLastIndex some every reduce ' +
    'reduceRight sort toSorted replace replaceAll from'
  ).split(' '),
);

/**
 * Distinguishes code that only runs while the files are loaded, and may do as it likes with what it
 * makes, from code that may run later, in a handler. When in doubt, code runs later.
 */
export class LoadTime {
  readonly #parents: Parents;
  readonly #names = new Map<Syntax, Variable[]>();
  readonly #known = new Map<Syntax, boolean>();

  constructor(scopes: readonly Scope[], parents: Parents) {
    this.#parents = parents;
    for (const variable of scopes.flatMap(({ variables }) => variables)) {
      for (const { node, type } of variable.defs) {
        if (type === 'Parameter') continue;
        const holder = syntaxOf(node);
        this.#names.set(holder, [...(this.#names.get(holder) ?? []), variable]);
      }
    }
  }

  /** Whether code in a scope may run after the load. */
  runsLater(scope: Scope): boolean {
    for (let at: Scope | null = scope; at !== null; at = at.upper) {
      const block = syntaxOf(at.block);
      if (at.type === 'function' && isFunction(block) && !this.#isLoadOnly(block, at)) return true;
      if (String(at.type) === 'class-field-initializer') {
        const field = this.#parents.get(block);
        if (field?.type === 'PropertyDefinition' && !field.static) return true;
      }
    }
    return false;
  }

  /** The variables that hold a function or class and nothing else. */
  namesOf(node: Syntax): readonly Variable[] {
    const holder = this.#declarator(node);
    const own = this.#names.get(node) ?? [];
    return holder === undefined ? own : [...own, ...(this.#names.get(holder) ?? [])];
  }

  /** Whether a use of a function's name calls it. */
  isCall(reference: Reference): boolean {
    const parent = this.#parents.get(identifierOf(reference));
    return parent?.type === 'CallExpression' && parent.callee === identifierOf(reference);
  }

  /** Whether this is the bundler's `__name(f, "f")`, which does nothing with the function. */
  isNaming(reference: Reference): boolean {
    const parent = this.#parents.get(identifierOf(reference));
    return parent !== undefined && nameCall(parent) !== undefined;
  }

  /** A function called in place or at once, or named and called only by load-time code. */
  #isLoadOnly(node: Syntax, scope: Scope): boolean {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    // Calls to itself do not count.
    this.#known.set(node, true);
    const isOnly =
      isCalledInPlace(node, this.#parents) ||
      this.#isCalledAtOnce(node) ||
      this.#isOnlyCalledAtLoad(node, scope);
    this.#known.set(node, isOnly);
    return isOnly;
  }

  #isCalledAtOnce(node: Syntax): boolean {
    const call = this.#parents.get(node);
    if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
    const { property } = call.callee;
    return property.type === 'Identifier' && CALL_AT_ONCE.has(property.name);
  }

  #isOnlyCalledAtLoad(node: Syntax, scope: Scope): boolean {
    const names = this.namesOf(node);
    const uses = names
      .flatMap(({ references }) => references)
      .filter((reference) => reference.init !== true && !this.isNaming(reference));
    if (uses.length === 0) return false;
    return uses.every(
      (use) => this.isCall(use) && (isWithin(use.from, scope) || !this.runsLater(use.from)),
    );
  }

  #declarator(node: Syntax): Syntax | undefined {
    const parent = this.#parents.get(node);
    const outer =
      parent !== undefined && nameCall(parent) !== undefined ? this.#parents.get(parent) : parent;
    return outer?.type === 'VariableDeclarator' ? outer : undefined;
  }
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.upper) if (at === outer) return true;
  return false;
}
