import type { Reference, Scope, Variable } from 'eslint-scope';
import type { LintFinding, LintSubject } from './lint.js';
import { mutatedBy } from './mutated-by.js';
import {
  functionBelow,
  identifierOf,
  isCalledInPlace,
  isWrittenTo,
  memberChain,
  syntaxOf,
} from './scope-queries.js';
import { nameCall, type Syntax } from './syntax.js';

const IN_THE_NODE = 'it would outlive the handler: state must live in the node, as a field';

/**
 * Finds state kept in closures, where that is visible: a class whose methods change a variable of
 * the function around it, and a function made while the files are loaded that changes a variable of
 * the function that made it.
 */
export function lintClosures(subject: LintSubject): LintFinding[] {
  const findings: LintFinding[] = [];
  for (const scope of subject.scopes) {
    const outer = aroundFunction(scope);
    if (outer === undefined) continue;
    const outlives = runsAtLoad(outer, subject);
    for (const variable of scope.variables) {
      for (const reference of variable.references) {
        if (reference.init === true || !changes(variable, reference, subject)) continue;
        const node = identifierOf(reference);
        if (crossesClass(reference.from, scope)) {
          const message = 'a class changes %, a variable of the function around it';
          findings.push({ node, message, hint: IN_THE_NODE });
        } else if (outlives) {
          const inner = functionBelow(reference.from, outer);
          if (inner === undefined || !escapes(inner, subject)) continue;
          const message = 'a function changes %, a variable of the function that made it';
          findings.push({ node, message, hint: IN_THE_NODE });
        }
      }
    }
  }
  return findings;
}

/** Whether a use of a variable changes it, or the object it holds. */
function changes(variable: Variable, reference: Reference, { parents }: LintSubject): boolean {
  if (reference.isWrite()) return true;
  const { top, keys } = memberChain(identifierOf(reference), parents);
  if (keys.length > 0 && isWrittenTo(top, parents)) return true;
  return mutatedBy(variable, reference, parents) !== undefined;
}

/** The function scope that contains a scope of local variables. */
function aroundFunction(scope: Scope): Scope | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.upper) {
    if (at.type === 'function') return at;
    if (at.type !== 'block' && at.type !== 'for' && at.type !== 'switch') return undefined;
  }
  return undefined;
}

function crossesClass(from: Scope, to: Scope): boolean {
  for (let at: Scope | null = from; at !== null && at !== to; at = at.upper) {
    if (at.type === 'class') return true;
  }
  return false;
}

/** Whether a function is called while the files are loaded, whoever else calls it. */
function runsAtLoad(scope: Scope, { parents, loadTime }: LintSubject): boolean {
  const node = syntaxOf(scope.block);
  if (scope.upper === null || loadTime.runsLater(scope.upper)) return false;
  if (isCalledInPlace(node, parents)) return true;
  return loadTime
    .namesOf(node)
    .some(({ references }) =>
      references.some((use) => loadTime.isCall(use) && !loadTime.runsLater(use.from)),
    );
}

/** Whether a function made in another may be called after that one has returned. */
function escapes(node: Syntax, { parents, loadTime }: LintSubject): boolean {
  const names = loadTime.namesOf(node);
  if (names.length > 0) {
    return names.some(({ references }) =>
      references.some((use) => use.isRead() && !loadTime.isCall(use) && !loadTime.isNaming(use)),
    );
  }
  const parent = parents.get(node);
  const outer =
    parent !== undefined && nameCall(parent) !== undefined ? parents.get(parent) : parent;
  return outer?.type !== 'CallExpression';
}
