import type { Reference, Scope, Variable } from 'eslint-scope';
import { isFunction, walk, type Syntax } from './syntax.js';

/** The node around each node. */
export type Parents = ReadonlyMap<Syntax, Syntax>;

export function findParents(root: Syntax): Parents {
  const parents = new Map<Syntax, Syntax>();
  walk(root, (node, above) => {
    const parent = above.at(-1);
    if (parent !== undefined) parents.set(node, parent);
  });
  return parents;
}

/** The scope analyser has the same nodes under the types of another package. */
export function syntaxOf(node: unknown): Syntax {
  return node as Syntax;
}

export function identifierOf(reference: Reference): Syntax {
  return syntaxOf(reference.identifier);
}

/** Whether a function is called where it stands: `(() => { ... })()`. */
export function isCalledInPlace(node: Syntax, parents: Parents): boolean {
  const parent = parents.get(node);
  return parent?.type === 'CallExpression' && parent.callee === node;
}

/** A variable's initial value: `new Map()` in `const m = new Map()`; or its class. */
export function initialValue(variable: Variable): Syntax | undefined {
  const definition = variable.defs[0];
  const node = definition === undefined ? undefined : syntaxOf(definition.node);
  if (node?.type === 'VariableDeclarator') {
    return node.id.type === 'Identifier' ? (node.init ?? undefined) : undefined;
  }
  if (node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression') return node;
  return undefined;
}

/** `a.b[0].c`, from the identifier `a`: the whole expression, and the keys that are known. */
export interface MemberChain {
  readonly top: Syntax;
  readonly keys: readonly (string | undefined)[];
}

export function memberChain(identifier: Syntax, parents: Parents): MemberChain {
  let top = identifier;
  const keys: (string | undefined)[] = [];
  for (;;) {
    const parent = parents.get(top);
    if (parent?.type === 'ChainExpression') {
      top = parent;
      continue;
    }
    if (parent?.type !== 'MemberExpression' || parent.object !== top) return { top, keys };
    keys.push(memberKey(parent.property, parent.computed));
    top = parent;
  }
}

function memberKey(property: Syntax, computed: boolean): string | undefined {
  if (property.type === 'PrivateIdentifier') return `#${property.name}`;
  if (property.type === 'Identifier' && !computed) return property.name;
  return property.type === 'Literal' ? String(property.value) : undefined;
}

/** Whether an assignment, `++`, `delete` or a destructuring pattern writes to an expression. */
export function isWrittenTo(expression: Syntax, parents: Parents): boolean {
  const parent = parents.get(expression);
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === expression;
    case 'UpdateExpression':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'delete';
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    case 'Property':
      return parents.get(parent)?.type === 'ObjectPattern' && parent.value === expression;
    default:
      return false;
  }
}

/** The outermost function between a scope and the function around it. */
export function functionBelow(scope: Scope, outer: Scope): Syntax | undefined {
  let found: Syntax | undefined;
  for (let at: Scope | null = scope; at !== null && at !== outer; at = at.upper) {
    const block = syntaxOf(at.block);
    if (at.type === 'function' && isFunction(block)) found = block;
  }
  return found;
}
