import type { AnyNode } from 'acorn';

/** A node of the syntax tree. */
export type Syntax = AnyNode;
export type SyntaxOf<Type extends Syntax['type']> = Extract<Syntax, { type: Type }>;

/** The direct parts of a node, in source order as far as acorn keeps it. */
export function partsOf(node: Syntax): Syntax[] {
  const parts: Syntax[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const item of value) if (isSyntax(item)) parts.push(item);
    if (isSyntax(value)) parts.push(value);
  }
  return parts;
}

/**
 * Visits a tree, parents before their parts. `above` holds the nodes around the visited one,
 * outermost first; it is always the same array.
 */
export function walk(root: Syntax, visit: (node: Syntax, above: readonly Syntax[]) => void): void {
  const above: Syntax[] = [];
  const descend = (node: Syntax): void => {
    visit(node, above);
    above.push(node);
    for (const part of partsOf(node)) descend(part);
    above.pop();
  };
  descend(root);
}

export type ClassSyntax = SyntaxOf<'ClassDeclaration'> | SyntaxOf<'ClassExpression'>;
export type FunctionSyntax =
  | SyntaxOf<'FunctionDeclaration'>
  | SyntaxOf<'FunctionExpression'>
  | SyntaxOf<'ArrowFunctionExpression'>;

export function isClass(node: Syntax): node is ClassSyntax {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

export function isFunction(node: Syntax): node is FunctionSyntax {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

export type LoopSyntax = SyntaxOf<
  'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement'
>;

export function isLoop(node: Syntax): node is LoopSyntax {
  return (
    node.type === 'ForStatement' ||
    node.type === 'ForInStatement' ||
    node.type === 'ForOfStatement' ||
    node.type === 'WhileStatement' ||
    node.type === 'DoWhileStatement'
  );
}

/** The arguments of a call to the bundler's `__name(target, "name")`. */
export function nameCall(
  node: Syntax,
): { readonly target: Syntax; readonly name: string } | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  const [target, name] = node.arguments;
  if (node.callee.name !== '__name' || target === undefined) return undefined;
  if (name?.type !== 'Literal' || typeof name.value !== 'string') return undefined;
  return { target, name: name.value };
}

function isSyntax(value: unknown): value is Syntax {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}
