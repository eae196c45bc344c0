import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { LAYERS } from '../scripts/layer-table.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINES_MAX = 400;
const COMMAND_LINES_MAX = 80;
const COLUMNS_MAX = 100;

/** Files both in the repository and on disk: a file that is being moved is not. */
const FILES = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(ROOT + path));
const CODE = FILES.filter((path) => /[.](ts|tsx|js|css)$/.test(path));

const linesOf = (path: string): string[] =>
  readFileSync(ROOT + path, 'utf8')
    .replace(/\n$/, '')
    .split('\n');

/** `path:line` of every line of `files` that `isWrong`. */
function places(files: readonly string[], isWrong: (line: string) => boolean): string[] {
  return files.flatMap((path) =>
    linesOf(path).flatMap((line, index) => (isWrong(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('style', () => {
  test('a line has at most 100 columns, but for sources and messages that a test quotes', () => {
    const unquoted = CODE.filter((path) => !path.endsWith('.test.ts'));
    expect(places(unquoted, (line) => line.length > COLUMNS_MAX)).toEqual([]);
  });

  test('a file has at most 400 lines, for it holds one concept', () => {
    expect(CODE.filter((path) => linesOf(path).length > LINES_MAX)).toEqual([]);
  });

  test('a command parses flags, calls core and hands over, in at most 80 lines', () => {
    const commands = CODE.filter((path) =>
      /^src\/commands\/(?!shared\/|.*[.]test[.]ts$)/.test(path),
    );
    expect(commands.filter((path) => linesOf(path).length > COMMAND_LINES_MAX)).toEqual([]);
  });

  test('a file is named by its concept', () => {
    const vague = /^(utils?|helpers?|managers?|types|common|misc)[.]/;
    expect(CODE.filter((path) => vague.test(basename(path)))).toEqual([]);
  });

  test('nothing is left to do, skipped or silenced', () => {
    // In brackets, so that this file does not find itself.
    const left = /\b(TO[D]O|FI[X]ME|X[X]X|HA[C]K)\b|@ts-[i]gnore|@ts-[e]xpect-error/;
    const unfinished = /\bnot [i]mplemented\b|[.](skip|only|todo)[(]/;
    expect(places(CODE, (line) => left.test(line) || unfinished.test(line))).toEqual([]);
  });

  test('no file names a path or a tool of the machine it was written on', () => {
    const texts = FILES.filter((path) => /[.](ts|tsx|js|css|html|json|ya?ml|md)$/.test(path));
    const foreign = /[/]work[/]|[/]tmp[/]bash_jobs|\bfarm-(bench|studio)\b/;
    expect(places([...texts, '.ci/run'], (line) => foreign.test(line))).toEqual([]);
  });
});

test('no two files of core export the same name for different things', () => {
  const homes = new Map<string, string[]>();
  for (const path of CODE.filter((each) =>
    /^src\/core\/.*(?<![.](test|fixture))[.]ts$/.test(each),
  )) {
    const { statements } = ts.createSourceFile(
      path,
      readFileSync(ROOT + path, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    for (const name of new Set(statements.flatMap(exportedNames))) {
      homes.set(name, [...(homes.get(name) ?? []), path]);
    }
  }
  expect([...homes].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

/** The names that a statement declares and exports; a re-export declares nothing. */
function exportedNames(statement: ts.Statement): string[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as ts.DeclarationStatement;
  return name === undefined ? [] : [name.text];
}

describe('every folder of core', () => {
  const folders = [
    ...new Set(FILES.flatMap((path) => /^src\/core\/([^/]+)\//.exec(path)?.[1] ?? [])),
  ];

  test('stands in the table of layers', () => {
    expect(LAYERS.map(({ name }) => name)).toEqual(expect.arrayContaining(folders));
  });

  test('imports only folders that stand above it in the table', () => {
    for (const [index, { mayImport }] of LAYERS.entries()) {
      const above = LAYERS.slice(0, index).map(({ name }) => name);
      expect(above).toEqual(expect.arrayContaining([...mayImport]));
    }
  });

  test.each(folders)('%s says in its index what it holds and its invariant', (folder) => {
    const [comment] = readFileSync(`${ROOT}src/core/${folder}/index.ts`, 'utf8').split('*/');
    expect(comment).toMatch(/^\/\*\*\n \* [^]+ \*\n \* Invariant: [^]+$/);
    expect(comment?.split('\n').length).toBeLessThanOrEqual(14);
  });

  test.each(folders)('%s has its paragraph in ARCHITECTURE.md', (folder) => {
    const page = readFileSync(`${ROOT}ARCHITECTURE.md`, 'utf8');
    expect(page).toContain(`**\`${folder}\`**`);
  });
});
