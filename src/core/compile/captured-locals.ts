import type { Scope, Variable } from 'eslint-scope';
import { syntaxOf } from './scope-queries.js';
import { isFunction, isLoop, partsOf, walk, type Syntax } from './syntax.js';

/** Names outside module level that functions may go on using after the code around them is done. */
export interface CapturedLocals {
  /** Where code can be added that runs when these names come to be. */
  readonly at: CapturePlace;
  readonly names: readonly CapturedName[];
}

/** At the start of statements, or before the one expression of an arrow function or a field. */
export interface CapturePlace {
  readonly start: number;
  /** Where the expression ends. */
  readonly expressionEnd?: number | undefined;
}

export interface CapturedName {
  readonly name: string;
  /** A function inside writes to it. */
  readonly isWritten: boolean;
}

/**
 * Finds the locals of functions and blocks that functions inside them use, `this` among them. What
 * they hold when the files are loaded outlives the load as what module-level names hold does.
 */
export function findCapturedLocals(root: Syntax, scopes: readonly Scope[]): CapturedLocals[] {
  return [...scopes.flatMap(ofScope), ...ofThis(root)];
}

function ofScope(scope: Scope): CapturedLocals[] {
  const names = scope.variables.flatMap((variable) => captured(variable, scope));
  if (names.length === 0) return [];
  return placesIn(scope).map((at) => ({ at, names }));
}

function captured(variable: Variable, { variableScope }: Scope): CapturedName[] {
  const inside = variable.references.filter(({ from }) => from.variableScope !== variableScope);
  if (inside.length === 0) return [];
  return [{ name: variable.name, isWritten: inside.some((use) => use.isWrite()) }];
}

/** A switch is entered at any of its cases. */
function placesIn({ type, block }: Scope): CapturePlace[] {
  const node = syntaxOf(block);
  if (type === 'module' || type === 'global' || type === 'class') return [];
  if (isFunction(node)) return type === 'function' ? [placeOf(node.body)] : [];
  if (isLoop(node)) return [placeOf(node.body, true)];
  switch (node.type) {
    case 'BlockStatement':
      return [placeOf(node)];
    case 'CatchClause':
      return [placeOf(node.body)];
    case 'StaticBlock':
      return first(node.body);
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => first(consequent));
    default:
      return [];
  }
}

function first(statements: readonly Syntax[]): CapturePlace[] {
  const [statement] = statements;
  return statement === undefined ? [] : [{ start: statement.start }];
}

function placeOf(body: Syntax, isStatement = false): CapturePlace {
  if (body.type === 'BlockStatement') return { start: body.start + 1 };
  return { start: body.start, expressionEnd: isStatement ? undefined : body.end };
}

/** Functions, and values of fields, whose arrow functions use their `this`. */
function ofThis(root: Syntax): CapturedLocals[] {
  const found: CapturedLocals[] = [];
  const names = [{ name: 'this', isWritten: false }];
  walk(root, (node) => {
    if (isFunction(node) && node.type !== 'ArrowFunctionExpression') {
      if (hasArrowWithThis(node)) found.push({ at: placeOf(node.body), names });
    } else if (node.type === 'PropertyDefinition' && node.value) {
      const { value } = node;
      if (!hasArrowWithThis(value, true)) return;
      found.push({ at: { start: value.start, expressionEnd: value.end }, names });
    }
  });
  return found;
}

/** Whether an arrow function in this one, but in no other function in between, uses `this`. */
function hasArrowWithThis(node: Syntax, isItself = false): boolean {
  const parts = isItself ? [node] : partsOf(node);
  return parts.some((part) => {
    if (part.type === 'ArrowFunctionExpression') return usesThis(part);
    return !bindsThis(part) && hasArrowWithThis(part);
  });
}

function usesThis(node: Syntax): boolean {
  return partsOf(node).some(
    (part) =>
      part.type === 'ThisExpression' ||
      part.type === 'Super' ||
      (!bindsThis(part) && usesThis(part)),
  );
}

function bindsThis(node: Syntax): boolean {
  const isOwn = isFunction(node) && node.type !== 'ArrowFunctionExpression';
  return isOwn || node.type === 'PropertyDefinition' || node.type === 'StaticBlock';
}
