/**
 * Turns an import through a folder's index into an import of the file behind it. Sources import
 * only indexes; in a bundle, that would make every start read whatever is beside what it needs,
 * since esbuild splits by whole files, and every file that an index names is needed by everyone who
 * needs the index.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

interface Exported {
  readonly file: string;
  readonly name: string;
}

const known = new Map<string, ReadonlyMap<string, Exported>>();

/** The text of `file` without imports of indexes; every line keeps its place. */
export function pastIndexes(file: string, text: string): string {
  const source = parsed(file, text);
  let result = text;
  for (const statement of source.statements.toReversed()) {
    const direct = ts.isImportDeclaration(statement) ? directly(file, statement) : undefined;
    if (direct === undefined) continue;
    const [start, end] = [statement.getStart(source), statement.getEnd()];
    const lines = text.slice(start, end).split('\n').length - 1;
    result = result.slice(0, start) + direct + '\n'.repeat(lines) + result.slice(end);
  }
  return result;
}

/** The same import from the files themselves; undefined for one that stays as it is. */
function directly(file: string, { importClause, moduleSpecifier }: ts.ImportDeclaration) {
  const index = indexOf(file, moduleSpecifier);
  const named = importClause?.namedBindings;
  if (index === undefined || named === undefined || !ts.isNamedImports(named)) return undefined;
  if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return undefined;
  const imports = named.elements
    .filter((element) => !element.isTypeOnly)
    .map(({ name, propertyName }) => {
      const exported = behind(index, (propertyName ?? name).text);
      if (exported === undefined) return undefined;
      const from = path.relative(path.dirname(file), exported.file).split(path.sep).join('/');
      return `import { ${exported.name} as ${name.text} } from './${from}';`;
    });
  return imports.includes(undefined) ? undefined : imports.join(' ');
}

/** The file that defines what an index exports under this name, through indexes of indexes. */
function behind(index: string, name: string): Exported | undefined {
  const exported = exportsOf(index).get(name);
  if (exported === undefined || path.basename(exported.file) !== 'index.ts') return exported;
  return behind(exported.file, exported.name);
}

function exportsOf(index: string): ReadonlyMap<string, Exported> {
  const before = known.get(index);
  if (before !== undefined) return before;
  const exports = new Map<string, Exported>();
  known.set(index, exports);
  for (const statement of parsed(index, readFileSync(index, 'utf8')).statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    const { exportClause, moduleSpecifier } = statement;
    const file = sourceOf(index, moduleSpecifier);
    if (exportClause === undefined || !ts.isNamedExports(exportClause) || file === undefined)
      continue;
    for (const { name, propertyName } of exportClause.elements)
      exports.set(name.text, { file, name: (propertyName ?? name).text });
  }
  return exports;
}

function indexOf(file: string, specifier: ts.Expression): string | undefined {
  const source = sourceOf(file, specifier);
  return source !== undefined && path.basename(source) === 'index.ts' ? source : undefined;
}

/** The source file that an import of ours refers to. */
function sourceOf(file: string, specifier: ts.Expression): string | undefined {
  if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return undefined;
  return path.join(path.dirname(file), specifier.text.replace(/[.]js$/, '.ts'));
}

function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023);
}
