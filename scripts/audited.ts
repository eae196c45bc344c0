/**
 * The checker with its casts checked. Its hot loops read arrays by index and assert with a cast
 * that something is there, because a check would cost a tenth of a search. In unit tests, and in
 * the copy of the program that `npm run audit` runs, each such cast is checked.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const PRESENT = fileURLToPath(new URL('present.ts', import.meta.url));

/** Whether a source's casts are checked: those of the checker. */
export function isAudited(file: string): boolean {
  return (
    file.startsWith(path.join(SRC, 'core', 'checker')) && !/[.](test|fixture)[.]ts$/.test(file)
  );
}

/** The source, with each cast of an element of an array or a map checked. */
export function audited(code: string, file: string): string {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const edits: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && isRead(node.expression)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const place = JSON.stringify(`${path.relative(SRC, file)}:${line + 1}`);
      edits.push({ at: node.expression.getStart(), text: 'present(' });
      edits.push({ at: node.expression.end, text: `, ${place})` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (edits.length === 0) return code;
  // On the first line, so that all other lines keep their numbers.
  return `import { present } from ${JSON.stringify(PRESENT)}; ${edited(code, edits)}`;
}

/** `array[i]` and `map.get(key)`. */
function isRead(node: ts.Expression): boolean {
  if (ts.isElementAccessExpression(node)) return true;
  if (!ts.isCallExpression(node)) return false;
  const { expression: called } = node;
  return ts.isPropertyAccessExpression(called) && called.name.text === 'get';
}

/** Insertions at one place keep the order of the syntax tree: outer ones open first. */
function edited(code: string, edits: readonly { readonly at: number; readonly text: string }[]) {
  let text = '';
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.at - b.at)) {
    text += code.slice(from, edit.at) + edit.text;
    from = edit.at;
  }
  return text + code.slice(from);
}
