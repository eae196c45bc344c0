import type { BaseField } from '../box/index.js';
import type { LabClass } from './lab-classes.js';
import type { BundlePlaces } from './place-map.js';
import { walk, type SyntaxOf } from './syntax.js';

/** The fields of `Node` itself. */
const NODE_FIELDS = new Set(['address', 'log', 'subNodes']);

/** The fields named like those of `Node`. Only loading shows which classes are nodes. */
export function findBaseFields(classes: readonly LabClass[], places: BundlePlaces): BaseField[] {
  const fields: BaseField[] = [];
  for (const { node, ordinal } of classes) {
    for (const element of node.body.body) {
      if (element.type !== 'PropertyDefinition' || element.static || element.computed) continue;
      if (element.key.type !== 'Identifier' || !NODE_FIELDS.has(element.key.name)) continue;
      const field = element.key.name;
      if (field === 'address' && !element.value && assignsInConstructor(node, field)) continue;
      const found = places.at(element.start);
      if (found) fields.push({ classId: String(ordinal), field, place: found.place });
    }
  }
  return fields;
}

/** `constructor(readonly address: Address)` declares the field and sets it again: harmless. */
function assignsInConstructor(
  node: SyntaxOf<'ClassDeclaration'> | SyntaxOf<'ClassExpression'>,
  field: string,
): boolean {
  let assigns = false;
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' || element.kind !== 'constructor') continue;
    walk(element.value, (inner) => {
      if (inner.type !== 'AssignmentExpression' || inner.left.type !== 'MemberExpression') return;
      const { object, property } = inner.left;
      if (object.type !== 'ThisExpression' || property.type !== 'Identifier') return;
      if (property.name === field) assigns = true;
    });
  }
  return assigns;
}
