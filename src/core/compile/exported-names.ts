import type { Program } from 'acorn';
import type { ExportedName } from '../box/index.js';
import { exportedName } from './link-modules.js';
import type { TopLevelClasses } from './lab-bases.js';
import type { BundlePlaces } from './place-map.js';
import type { ClassSyntax, Syntax } from './syntax.js';

/** What a bundle exports, and how its classes are constructed. */
export function exportedNames(
  program: Program,
  topLevel: TopLevelClasses,
  places: BundlePlaces,
): ExportedName[] {
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    return node.specifiers.map(({ local, exported }) => {
      const declared = node.source ? undefined : topLevel.classOf(local);
      return {
        name: exportedName(exported),
        place: places.at((declared ?? local).start)?.place,
        parameters: declared && parametersOf(declared, topLevel),
      };
    });
  });
}

/** The parameters of the constructor that runs first; undefined if there is none or they vary. */
function parametersOf(
  node: ClassSyntax,
  topLevel: TopLevelClasses,
): ExportedName['parameters'] | undefined {
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' || element.kind !== 'constructor') continue;
    const { params } = element.value;
    if (params.some(({ type }) => type === 'RestElement')) return undefined;
    return params.map((param) => ({
      name: nameOf(param.type === 'AssignmentPattern' ? param.left : param),
      isOptional: param.type === 'AssignmentPattern',
    }));
  }
  const above = topLevel.classOf(node.superClass);
  return above === undefined || above === node ? undefined : parametersOf(above, topLevel);
}

function nameOf(pattern: Syntax): string {
  return pattern.type === 'Identifier' ? pattern.name : '';
}
