import type { Reference, Variable } from 'eslint-scope';
import { objectMadeBy } from './collections.js';
import { identifierOf, initialValue, memberChain, type Parents } from './scope-queries.js';
import type { Syntax } from './syntax.js';

/**
 * What a method called on a variable changes, as far as the text shows: for `store.all.set()`, the
 * `new Map()` that is the initial value of `store`'s field `all`.
 */
export function mutatedBy(
  variable: Variable,
  reference: Reference,
  parents: Parents,
): Syntax | undefined {
  const { top, keys } = memberChain(identifierOf(reference), parents);
  const method = keys.at(-1);
  const call = parents.get(top);
  if (call?.type !== 'CallExpression' || call.callee !== top || method === undefined) {
    return undefined;
  }
  let holder = initialValue(variable);
  for (const key of keys.slice(0, -1)) {
    holder = holder && key !== undefined ? objectMadeBy(holder)?.field(key) : undefined;
  }
  if (holder === undefined || objectMadeBy(holder)?.isMutator(method) !== true) return undefined;
  return holder;
}
