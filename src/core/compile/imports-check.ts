import type { Program } from 'acorn';
import type { LabFaultData } from '../support/index.js';
import type { Bundle } from './bundle.js';
import { givenExports, isGivenType } from '../box/index.js';
import { exportedName } from './link-modules.js';
import type { BundlePlaces } from './place-map.js';
import type { Syntax } from './syntax.js';

/** Names imported from given modules that are not there. */
export function checkGivenImports(program: Program, places: BundlePlaces): LabFaultData[] {
  const faults: LabFaultData[] = [];
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') continue;
    if (!node.source) continue;
    const module = String(node.source.value);
    for (const specifier of node.specifiers) {
      if (specifier.type === 'ImportNamespaceSpecifier') continue;
      const name = importedName(specifier);
      if (givenExports(module).includes(name) || isGivenType(module, name)) continue;
      faults.push({
        kind: 'load',
        message: `'${module}' has no export ${name}`,
        hint:
          name === 'default'
            ? `import by name: import { ${givenExports(module)[0]} } from '${module}'`
            : `it has ${givenExports(module).join(', ')}`,
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
 * The bundler takes a name that another file does not export for a type, and leaves it undeclared.
 * Says so when the file that uses it imports it.
 */
export function missingImport(
  name: string,
  file: string,
  sources: Bundle['sources'],
): string | undefined {
  const source = sources.get(file) ?? '';
  for (const [, names, from] of source.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)/g)) {
    const imported = (names ?? '').split(',').map((part) => part.trim().split(/\s+as\s+/));
    const found = imported.find((parts) => parts.at(-1) === name);
    if (found !== undefined) return `${from} has no export ${found[0]}`;
  }
  return undefined;
}
