import type { Program } from 'acorn';
import type { GivenModules } from '../given/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Bundle } from './bundle.js';
import { exportedName } from './link-modules.js';
import type { BundlePlaces } from './place-map.js';
import type { Syntax } from './syntax.js';

/** Finds imported names that the given modules do not have. */
export function checkGivenImports(
  program: Program,
  places: BundlePlaces,
  given: GivenModules,
): LabFaultData[] {
  const faults: LabFaultData[] = [];
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') continue;
    if (!node.source) continue;
    const module = String(node.source.value);
    for (const specifier of node.specifiers) {
      if (specifier.type === 'ImportNamespaceSpecifier') continue;
      const name = importedName(specifier);
      const exports = given.exportsOf(module);
      if (exports.includes(name) || given.isType(module, name)) continue;
      faults.push({
        kind: 'load',
        message: `'${module}' has no export ${name}`,
        hint:
          name === 'default'
            ? `import by name: import { ${exports[0]} } from '${module}'`
            : `it has ${exports.join(', ')}`,
        place: places.at(specifier.start)?.place,
      });
    }
  }
  return faults;
}

function importedName(specifier: Syntax): string {
  if (specifier.type === 'ImportSpecifier') return exportedName(specifier.imported);
  if (specifier.type === 'ExportSpecifier') return exportedName(specifier.local);
  return 'default';
}

/**
 * The bundler assumes that a name which another file does not export is a type, and leaves it
 * undeclared. If the file that uses the name imports it, this says so.
 */
export function missingImport(
  name: string,
  file: string,
  sources: Bundle['sources'],
): string | undefined {
  const source = sources.get(file) ?? '';
  for (const [, names, from] of source.matchAll(/import\s*\{([^{}]*)\}\s*from\s*['"]([^'"]+)/g)) {
    const imported = (names ?? '').split(',').map((part) => part.trim().split(/\s+as\s+/));
    const found = imported.find((parts) => parts.at(-1) === name);
    if (found !== undefined) return `${from} has no export ${found[0]}`;
  }
  return undefined;
}
