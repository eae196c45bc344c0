import { InvariantError, type LabFaultData } from '../support/index.js';
import { findBaseFields } from './base-fields.js';
import type { Bundle } from './bundle.js';
import type { CompiledLab } from './compiled-lab.js';
import { FORBIDDEN_GLOBALS } from './forbidden-names.js';
import { checkGivenImports, missingImport } from './imports-check.js';
import { instrument } from './instrument.js';
import { findClasses } from './lab-classes.js';
import { topLevelNames } from './link-modules.js';
import { lint, type UndeclaredUse } from './lint.js';
import { refuse } from './refusal.js';
import { mapEdited, SourcePlaces } from './source-places.js';
import { parseBundle, walk, type ParsedBundle } from './syntax.js';

/** Checks a bundle and makes of it what the loader evaluates. Throws `LabFault`. */
export function transformBundle(bundle: Bundle): Omit<CompiledLab, 'folder'> {
  const { code, digest, sources } = bundle;
  const parsed = parseBundle(code);
  const { program } = parsed;
  const places = new SourcePlaces(bundle.map);
  const classes = findClasses(program);
  const { faults, undeclared, absent } = lint(program, classes, places);
  refuse([
    ...checkGivenImports(program, places),
    ...undeclared.flatMap((use) => missingImportFault(use, sources)),
    ...faults,
  ]);
  assertNoHtmlComments(code, parsed);
  const prefix = freshPrefix(code, digest);
  const edited = instrument(code, { program, classes, absent }, prefix);
  return {
    entry: 'index.ts',
    code: edited.text,
    map: mapEdited(bundle.map, code, edited),
    digest,
    classes: classes.map(({ ordinal, name }) => ({ id: String(ordinal), name })),
    files: [...sources.keys()].sort(),
    roots: topLevelNames(program),
    undeclared: [...new Set(undeclared.map(({ name }) => name))]
      .filter((name) => !FORBIDDEN_GLOBALS.has(name))
      .sort(),
    baseFields: findBaseFields(classes, places),
  };
}

function missingImportFault(use: UndeclaredUse, sources: Bundle['sources']): LabFaultData[] {
  const message = missingImport(use.name, use.place.file, sources);
  if (message === undefined) return [];
  return [{ kind: 'load', message, place: use.place, hint: 'export it there, or rename it here' }];
}

function freshPrefix(code: string, digest: string): string {
  let prefix = `$${digest.slice(0, 8)}`;
  while (code.includes(prefix)) prefix = `$${prefix}`;
  return prefix;
}

/**
 * The loader evaluates the bundle as a script, where `<!--` and `-->` begin comments though in a
 * module they do not. The bundler prints them in strings and comments at most.
 */
function assertNoHtmlComments(code: string, { program, comments }: ParsedBundle): void {
  if (!code.includes('<!--') && !code.includes('-->')) return;
  const harmless: [number, number][] = comments.map(([start, end]) => [start, end]);
  walk(program, ({ type, start, end }) => {
    if (type === 'Literal' || type === 'TemplateElement') harmless.push([start, end]);
  });
  for (const { index } of code.matchAll(/<!--|-->/g)) {
    if (harmless.some(([start, end]) => start <= index && index < end)) continue;
    throw new InvariantError('the bundler printed an HTML comment');
  }
}
