import type { Identifier, Pattern, Program } from 'acorn';
import type { GivenModules } from '../given/index.js';
import type { TextEdits } from './text-edits.js';
import type { Syntax, SyntaxOf } from './syntax.js';

/** What replaces a bundle's import and export statements. */
export interface LinkedModules {
  /** Declarations that bind the imported names; they go before the bundle. */
  readonly bindings: string;
  /** Items of an array: pairs of an exported name and its value. */
  readonly exports: string;
}

/** Removes import and export statements; `hook` is the loader's, which returns the modules. */
export function linkModules(
  program: Program,
  edits: TextEdits,
  hook: string,
  given: GivenModules,
): LinkedModules {
  const bindings: string[] = [];
  const exports: string[] = [];
  const take = (module: string): string => `${hook}(${JSON.stringify(module)})`;
  const pair = (name: string, value: string): void =>
    void exports.push(`[${JSON.stringify(name)},${value}]`);
  for (const node of program.body) {
    switch (node.type) {
      case 'ImportDeclaration':
        bindings.push(bindImports(node, take(String(node.source.value))));
        break;
      case 'ExportAllDeclaration': {
        const module = String(node.source.value);
        if (node.exported === null || node.exported === undefined) {
          for (const name of given.exportsOf(module)) pair(name, `${take(module)}[${quote(name)}]`);
        } else pair(exportedName(node.exported), take(module));
        break;
      }
      case 'ExportNamedDeclaration':
        for (const { local, exported } of node.specifiers) {
          const from = node.source;
          const name = exportedName(local);
          const value = from ? `${take(String(from.value))}[${quote(name)}]` : name;
          pair(exportedName(exported), value);
        }
        break;
      default:
        continue;
    }
    edits.replace(node.start, node.end, '');
  }
  return { bindings: bindings.join(''), exports: exports.join(',') };
}

function bindImports(node: SyntaxOf<'ImportDeclaration'>, module: string): string {
  const parts: string[] = [];
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') parts.push(`${local}=${module}`);
    else {
      const name =
        specifier.type === 'ImportSpecifier' ? exportedName(specifier.imported) : 'default';
      parts.push(`${local}=${module}[${quote(name)}]`);
    }
  }
  return parts.length === 0 ? '' : `const ${parts.join(',')};`;
}

/** The names a bundle declares at its top level, in order; all of them hold a value. */
export function topLevelNames(program: Program): Identifier[] {
  const names: Identifier[] = [];
  for (const node of program.body) {
    if (node.type === 'VariableDeclaration') {
      for (const { id } of node.declarations) names.push(...patternNames(id));
    }
    const declares = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
    if (declares) names.push(node.id);
  }
  return names;
}

function patternNames(pattern: Pattern): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)));
    case 'RestElement':
      return patternNames(pattern.argument);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'MemberExpression':
      return [];
  }
}

/** The name in an import or export list: an identifier or, rarely, a string. */
export function exportedName(node: Syntax): string {
  return node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '';
}

const quote = (name: string): string => JSON.stringify(name);
