import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, type Replacement, solutionFolder } from './mutant.js';

/**
 * Writes a mutant as a complete lab folder: a copy of its base with the replacements made.
 * `folder` must not exist yet or be empty.
 */
export function materialise(mutant: Mutant, folder: string): void {
  cpSync(solutionFolder(mutant.base), folder, { recursive: true });
  for (const replacement of mutant.patch) {
    const path = join(folder, replacement.file);
    try {
      writeFileSync(path, replaceOnce(readFileSync(path, 'utf8'), replacement));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${mutant.name}: ${replacement.file}: ${reason}`, { cause: error });
    }
  }
}

/**
 * The text with one replacement made. Indentation does not count when looking for the text, and
 * what replaces it is indented like the line it begins on.
 */
export function replaceOnce(text: string, { find, replace }: Omit<Replacement, 'file'>): string {
  const lines = find.split('\n').map((line) => line.trim());
  const pattern = lines.map(escapeRegExp).join('[ \\t]*\\n[ \\t]*');
  const matches = [...text.matchAll(new RegExp(pattern, 'g'))];
  const [match] = matches;
  if (match === undefined) throw new Error(`nothing matches\n${find}`);
  if (matches.length > 1) throw new Error(`${matches.length} places match\n${find}`);

  const lineStart = text.lastIndexOf('\n', match.index) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const indented = replace
    .split('\n')
    .map((line, i) => (i === 0 || line === '' ? line : indent + line))
    .join('\n');
  return text.slice(0, match.index) + indented + text.slice(match.index + match[0].length);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
