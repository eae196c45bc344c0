import type { SourcePlace } from '../support/index.js';

/** A field that a class declares though `Node` has it; a mistake if the class is a node. */
export interface BaseField {
  readonly classId: string;
  readonly field: string;
  readonly place: SourcePlace;
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
    `${className} declares a field ${field}, which hides Node’s own`,
    field === 'log' ? 'give the field another name: this.log is the logger' : 'rename the field',
  ];
}
