import type { Reference, Variable } from 'eslint-scope';
import type { LintFinding, LintSubject } from './lint.js';
import { mutatedBy } from './mutated-by.js';
import { identifierOf, initialValue, isWrittenTo, memberChain, syntaxOf } from './scope-queries.js';
import { isClass, isFunction, walk, type Syntax } from './syntax.js';

const IN_THE_NODE = 'all nodes would share it: state must live in the node, as a field';

/**
 * Finds state outside nodes, where that is visible: module variables that functions assign, and
 * module-level collections, objects and classes that functions change. Code that only runs while
 * the files are loaded may do as it likes.
 */
export function lintSharedState(subject: LintSubject): LintFinding[] {
  const findings: LintFinding[] = [];
  const classNames = new Map<Variable, string>();
  for (const { node, name } of subject.classes) {
    for (const variable of subject.loadTime.namesOf(node)) classNames.set(variable, name);
  }
  for (const variable of sharedVariables(subject)) {
    for (const reference of variable.references) {
      if (!subject.loadTime.runsLater(reference.from)) continue;
      const finding = lintReference(variable, reference, subject);
      if (finding !== undefined) findings.push({ name: classNames.get(variable), ...finding });
    }
  }
  return [...findings, ...lintStaticThis(subject)];
}

/** What is declared at module level, and the names by which classes there refer to themselves. */
function sharedVariables({ moduleScope, scopes, loadTime }: LintSubject): Variable[] {
  const own = moduleScope.variables.filter(
    ({ defs }) => defs.length > 0 && defs.every(({ type }) => type !== 'ImportBinding'),
  );
  const inner = scopes
    .filter(({ type, upper }) => type === 'class' && upper !== null && !loadTime.runsLater(upper))
    .flatMap(({ variables }) => variables);
  return [...own, ...inner];
}

function lintReference(
  variable: Variable,
  reference: Reference,
  { parents }: LintSubject,
): LintFinding | undefined {
  const node = identifierOf(reference);
  if (reference.isWrite()) {
    return {
      node,
      message: 'the module variable % is changed in a function',
      hint: IN_THE_NODE,
    };
  }
  const { top, keys } = memberChain(node, parents);
  if (keys.length === 0) return lintObjectAssign(node, parents.get(node));
  if (isWrittenTo(top, parents)) {
    const value = initialValue(variable);
    const what = value !== undefined && isClass(value) ? 'static field' : 'module-level object';
    const name = keys.includes(undefined) ? '%' : `%.${keys.join('.')}`;
    return { node, message: `the ${what} ${name} is changed in a function`, hint: IN_THE_NODE };
  }
  const holder = mutatedBy(variable, reference, parents);
  if (holder === undefined) return undefined;
  const method = keys.at(-1) ?? '';
  const path = ['%', ...keys.slice(0, -1)].join('.');
  const message =
    holder.type === 'Literal'
      ? `the module-level pattern ${path} remembers where ${method}() stopped`
      : `${path}.${method}() changes a module-level collection in a function`;
  const hint =
    holder.type === 'Literal'
      ? 'leave out the flag g or y, or write the pattern where it is used'
      : '';
  return { node, message, hint: hint === '' ? IN_THE_NODE : hint };
}

/** `Object.assign(shared, ...)` and the like. */
function lintObjectAssign(node: Syntax, call: Syntax | undefined): LintFinding | undefined {
  if (call?.type !== 'CallExpression' || call.arguments[0] !== node) return undefined;
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  if (callee.object.name !== 'Object' || callee.property.type !== 'Identifier') return undefined;
  const method = callee.property.name;
  if (!['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf'].includes(method)) {
    return undefined;
  }
  return {
    node,
    message: `Object.${method} changes the module-level object % in a function`,
    hint: IN_THE_NODE,
  };
}

/** `this.count++` in a static method, where `this` is the class. */
function lintStaticThis({ program, parents }: LintSubject): LintFinding[] {
  const findings: LintFinding[] = [];
  walk(program, (node, above) => {
    if (node.type !== 'ThisExpression' || !isInStaticMethod(above)) return;
    const { top, keys } = memberChain(node, parents);
    if (keys.length === 0 || !isWrittenTo(top, parents)) return;
    const path = keys.map((key) => key ?? '[...]').join('.');
    findings.push({
      node: syntaxOf(top),
      message: `the static field ${path} is changed in a function`,
      hint: IN_THE_NODE,
    });
  });
  return findings;
}

function isInStaticMethod(above: readonly Syntax[]): boolean {
  for (let i = above.length - 1; i >= 0; i--) {
    const node = above[i];
    if (node === undefined || !isFunction(node)) continue;
    if (node.type === 'ArrowFunctionExpression') continue;
    const owner = above[i - 1];
    return owner?.type === 'MethodDefinition' && owner.static;
  }
  return false;
}
