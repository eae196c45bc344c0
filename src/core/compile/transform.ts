import type { LabFaultData } from '../support/index.js';
import type { GivenModules } from '../given/index.js';
import { exportedNames } from './exported-names.js';
import { findBaseFields } from './find-base-fields.js';
import type { Bundle } from './bundle.js';
import type { CompiledLab } from '../box/index.js';
import { FORBIDDEN_GLOBALS } from '../box/index.js';
import { checkGivenImports, missingImport } from './imports-check.js';
import { instrument } from './instrument.js';
import { TopLevelClasses } from './lab-bases.js';
import { findClasses } from './lab-classes.js';
import { topLevelNames } from './link-modules.js';
import { lint, type UndeclaredUse } from './lint.js';
import { parseBundle } from './parse-bundle.js';
import { BundlePlaces, decodeMap, mapEdited } from './place-map.js';
import { refuse } from '../box/index.js';

/** Checks a bundle and turns it into the code that the loader evaluates. Throws `LabFault`. */
export function transformBundle(bundle: Bundle, given: GivenModules): Omit<CompiledLab, 'folder'> {
  const { code, digest, sources } = bundle;
  const { program, comments } = parseBundle(code);
  const map = decodeMap(bundle.map);
  const places = new BundlePlaces(code, map);
  const classes = findClasses(program);
  const { faults, mistakes, undeclared, printsAt, absent, captured } = lint(
    program,
    classes,
    places,
    sources,
    given,
  );
  refuse([
    ...checkGivenImports(program, places, given),
    ...undeclared.flatMap((use) => missingImportFault(use, sources)),
    ...faults,
  ]);
  const prefix = freshPrefix(code, digest);
  const edited = instrument(code, { program, comments, classes, absent, captured, given }, prefix);
  return {
    entry: 'index.ts',
    mistakes,
    printsAt,
    exported: exportedNames(program, new TopLevelClasses(program), places),
    code: edited.text,
    map: JSON.stringify(mapEdited(map, code, edited)),
    digest,
    classes: classes.map(({ ordinal, name, fields }) => ({ id: String(ordinal), name, fields })),
    files: [...sources.keys()].sort(),
    roots: topLevelNames(program).map(({ name, start }) => {
      const found = places.at(start);
      return { name: found?.name ?? name, place: found?.place };
    }),
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
