import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The specifiers of a declaration file's relative imports and re-exports. */
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.js['"]/g;

/**
 * Declaration files and everything they import, by paths relative to `root`: what an editor needs
 * to know the doors of a package that is not installed.
 */
export function typeClosure(root: string, doors: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  const open = [...doors];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (texts.has(file)) continue;
    // The source maps that the compiler mentions are not handed out.
    const text = readFileSync(path.join(root, file), 'utf8').replace(/\/\/# source.*\s*$/, '');
    texts.set(file, text);
    for (const [, specifier] of text.matchAll(RELATIVE_IMPORT)) {
      open.push(path.posix.join(path.posix.dirname(file), `${specifier}.d.ts`));
    }
  }
  return texts;
}
