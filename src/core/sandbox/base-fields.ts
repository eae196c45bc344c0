import type { SourcePlace } from '../support/index.js';
import type { LabClass } from './lab-classes.js';
import type { SourcePlaces } from './source-places.js';
import { walk, type SyntaxOf } from './syntax.js';

/** A field that a class declares though `Node` has it; a mistake if the class is a node. */
export interface BaseField {
  readonly classId: string;
  readonly field: string;
  readonly place: SourcePlace;
}

/** What `Node` keeps itself. */
const NODE_FIELDS = new Set(['address', 'log', 'subNodes']);

/** The fields named like those of `Node`. Which classes are nodes is known when they are made. */
export function findBaseFields(classes: readonly LabClass[], places: SourcePlaces): BaseField[] {
  const fields: BaseField[] = [];
  for (const { node, ordinal } of classes) {
    for (const element of node.body.body) {
      if (element.type !== 'PropertyDefinition' || element.static || element.computed) continue;
      if (element.key.type !== 'Identifier' || !NODE_FIELDS.has(element.key.name)) continue;
      const field = element.key.name;
      if (field === 'address' && !element.value && assignsInConstructor(node, field)) continue;
      const start = element.loc?.start;
      const found = start && places.find(start.line, start.column);
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

/** What to tell the student about such a field. */
export function baseFieldMessage(className: string, field: string): [string, string] {
  if (field === 'address') {
    return [
      `${className} declares the field address again, which sets it to undefined`,
      'delete the line: Node has the address already, as this.address',
    ];
  }
  return [
    `${className} declares a field ${field}, which hides that of Node`,
    field === 'log' ? 'give the field another name: this.log is the logger' : 'rename the field',
  ];
}
