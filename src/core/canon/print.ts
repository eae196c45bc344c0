import { shownLine } from '../support/index.js';
import type { ClassTable } from './class-table.js';
import { entriesOf, itemsOf } from './collection-order.js';
import { displayFieldName } from './field-name.js';
import { shapeOf } from './fields.js';

/** Longer strings and collections are cut, and marked as cut. */
const STRING_MAX = 120;
const ITEMS_MAX = 24;
const DEPTH_MAX = 8;
/** The maximum number of parts of one value: a shared part is shown wherever it occurs. */
const PARTS_MAX = 2000;

/**
 * A value as a person reads it: `Vote(round=1)`, `Vote(2, ...)` as `Vote(round=2, leader=server1,
 * next=null)`, `Map{a: 1}`. One line; long parts are cut with `…`.
 */
export function print(value: unknown, classes: ClassTable): string {
  return shownLine(show(value, { classes, left: PARTS_MAX }, 0));
}

/** The progress of showing one value. */
interface Showing {
  readonly classes: ClassTable;
  /** How many more parts are shown. */
  left: number;
}

function show(value: unknown, showing: Showing, depth: number): string {
  if (showing.left-- <= 0) return '…';
  switch (typeof value) {
    case 'string':
      return value.length > STRING_MAX
        ? `${value.slice(0, STRING_MAX)}…(${value.length} characters)`
        : value;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'function';
    case 'object':
      return value === null ? 'null' : showObject(value, showing, depth);
    default:
      return String(value);
  }
}

function showObject(object: object, showing: Showing, depth: number): string {
  const { classes } = showing;
  const name = classes.nameOf(object);
  if (depth >= DEPTH_MAX) return `${name ?? ''}…`;
  const inner = (value: unknown): string => show(value, showing, depth + 1);
  switch (shapeOf(object)) {
    case 'array':
      return `${name ?? ''}[${list(object as unknown[], inner)}]`;
    case 'set':
      return `${name ?? 'Set'}{${list([...itemsOf(object)], inner)}}`;
    case 'map':
      return `${name ?? 'Map'}{${list(
        [...entriesOf(object)],
        ([key, item]) => `${inner(key)}: ${inner(item)}`,
      )}}`;
    case 'typed':
      return `[${list([...(object as Uint8Array)], inner)}]`;
    case 'buffer':
      return `ArrayBuffer(${(object as ArrayBuffer).byteLength} bytes)`;
    case 'object': {
      const fields = list(fieldsShown(object, classes), (key) => {
        const text = inner(Object.getOwnPropertyDescriptor(object, key)?.value);
        const field = displayFieldName(key);
        return name === undefined ? `${field}: ${text}` : `${field}=${text}`;
      });
      return name === undefined ? `{${fields}}` : `${name}(${fields})`;
    }
  }
}

/** A symbol as a key is left out: what cannot be state can be printed all the same. */
function fieldsShown(object: object, classes: ClassTable): readonly string[] {
  const isState = Object.getOwnPropertySymbols(object).length === 0;
  return isState ? classes.fieldsOf(object) : Object.getOwnPropertyNames(object);
}

function list<T>(items: readonly T[], inner: (item: T) => string): string {
  if (items.length <= ITEMS_MAX) return items.map(inner).join(', ');
  const shown = items.slice(0, ITEMS_MAX).map(inner).join(', ');
  return `${shown}, …(${items.length} in all)`;
}
