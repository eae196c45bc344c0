import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { distance } from 'fastest-levenshtein';
import { declarationOf, type CompiledLab, type ExportedName } from '../box/index.js';
import type { ExpectedExport, ExpectedExports } from '../given/index.js';
import type { LabFaultData, SourcePlace } from '../support/index.js';

/** The maximum number of edits between a name and the intended one. */
const EDITS_MAX = 2;

/**
 * Where a lab's exports differ from its contract, as far as one can see without running it: missing
 * exports (the class may still exist), and constructors whose parameters differ from what the
 * harness passes.
 */
export function contractMistakes(lab: CompiledLab, contract: ExpectedExports): LabFaultData[] {
  const wanted = Object.entries(contract);
  const missing = wanted.filter(([name]) => !lab.exported.some((each) => each.name === name));
  const others = lab.exported.filter(({ name }) => !Object.hasOwn(contract, name));
  const declared = missing.length === 0 ? [] : classesBelow(lab.folder);
  return [
    ...missing.map(([name, expected]) => missingExport(name, expected, others, declared)),
    ...wanted.flatMap(([name, expected]) => {
      const exported = lab.exported.find((each) => each.name === name);
      return exported === undefined ? [] : wrongConstructor(exported, expected);
    }),
  ];
}

interface DeclaredClass {
  readonly name: string;
  readonly place: SourcePlace;
}

function missingExport(
  name: string,
  expected: ExpectedExport,
  others: readonly ExportedName[],
  declared: readonly DeclaredClass[],
): LabFaultData {
  const message = `index.ts does not export ${name}`;
  const same = declared.find((each) => each.name === name);
  if (same !== undefined) {
    const { file } = same.place;
    const inIndex = file === 'index.ts';
    const from = `export { ${name} } from './${file.replace(/[.]ts$/, '.js')}';`;
    return {
      kind: 'export',
      message: inIndex
        ? `${message}: the class lacks the word export`
        : `${message}: ${file} has it`,
      hint: inIndex ? declarationOf(name, expected) : `add to index.ts: ${from}`,
      place: same.place,
    };
  }
  const near = [...others, ...declared].find((each) => isNear(each.name, name));
  const isDefault = others.some((each) => each.name === 'default');
  return {
    kind: 'export',
    message: near === undefined ? message : `${message}, but there is ${near.name}`,
    hint:
      near !== undefined
        ? `did you mean ${name}? The harness finds classes by their exact names`
        : isDefault
          ? `it has a default export, but the harness needs a named ` +
            `one: ${declarationOf(name, expected)}`
          : declarationOf(name, expected),
    place: near?.place,
  };
}

function isNear(name: string, wanted: string): boolean {
  return distance(name.toLowerCase(), wanted.toLowerCase()) <= EDITS_MAX;
}

/** A wrong number of parameters, or their names in another order. */
function wrongConstructor(
  { name, place, parameters }: ExportedName,
  { parameters: given }: ExpectedExport,
): LabFaultData[] {
  if (parameters === undefined) return [];
  const names = given.map((parameter) => parameter.replace(/[?]?:.*/, ''));
  const hint = `the harness calls constructor(${given.join(', ')})`;
  const fault = { kind: 'export', hint, place } as const;
  const needed = parameters.filter(({ isOptional }) => !isOptional).length;
  const own = parameters.map((parameter) => parameter.name);
  if (needed > given.length || parameters.length < given.length) {
    const message = `the constructor of ${name} has the parameters (${own.join(', ')})`;
    return [{ ...fault, message }];
  }
  const moved = own.findIndex((each, i) => each !== names[i] && names.includes(each));
  if (moved < 0) return [];
  const which = `${own[moved]}, parameter ${moved + 1} of the constructor of ${name}`;
  const message = `${which}, gets ${names[moved]}`;
  return [{ ...fault, message }];
}

/** The classes that the files of a lab declare, whether or not index.ts leads to them. */
function classesBelow(folder: string): DeclaredClass[] {
  return sourceFiles(folder).flatMap((file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
    return lines.flatMap((text, index) => {
      const [before, name] =
        /^((?:export |default |abstract )*class )(\w+)/.exec(text)?.slice(1) ?? [];
      if (name === undefined || before === undefined) return [];
      return [{ name, place: { file, line: index + 1, column: before.length + 1 } }];
    });
  });
}

/** No real lab has more, and reading more would take too long. */
const FILES_MAX = 400;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('..') && !/(^|[\\/])node_modules[\\/]/.test(file))
    .map((file) => file.split(path.sep).join('/'))
    .toSorted()
    .slice(0, FILES_MAX);
}
