import type { Syntax } from './syntax.js';

const ARRAY = 'push pop shift unshift splice sort reverse fill copyWithin';

/** The methods that change a built-in object, by its class. */
const MUTATORS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  (
    [
      ['Map WeakMap', 'set delete clear'],
      ['Set WeakSet', 'add delete clear'],
      ['Array', ARRAY],
      ['Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array', `${ARRAY} set`],
      ['Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array', `${ARRAY} set`],
      ['DataView', 'setInt8 setUint8 setInt16 setUint16 setInt32 setUint32 setFloat64'],
    ] as const
  ).flatMap(([classes, methods]) =>
    classes.split(' ').map((name) => [name, new Set(methods.split(' '))] as const),
  ),
);

/** What an expression creates, as far as its text shows. */
export interface MadeObject {
  /** Whether calling this method changes it. */
  isMutator(method: string): boolean;
  /** The initial value of one of its fields. */
  field(key: string): Syntax | undefined;
}

const NO_FIELD = (): undefined => undefined;

/** Looks at an initial value: a collection, an object literal, a regular expression, a class. */
export function objectMadeBy(expression: Syntax): MadeObject | undefined {
  switch (expression.type) {
    case 'NewExpression':
    case 'CallExpression': {
      const maker = makerName(expression.callee);
      const mutators = maker === undefined ? undefined : MUTATORS[maker];
      if (mutators === undefined) return undefined;
      return { isMutator: (method) => mutators.has(method), field: NO_FIELD };
    }
    case 'ArrayExpression':
      return {
        isMutator: (method) => MUTATORS['Array']?.has(method) ?? false,
        field: (key) => expression.elements[Number(key)] ?? undefined,
      };
    case 'ObjectExpression':
      return { isMutator: () => false, field: (key) => literalField(expression.properties, key) };
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { isMutator: () => false, field: (key) => staticField(expression.body.body, key) };
    case 'Literal': {
      const keepsIndex = 'regex' in expression && /[gy]/.test(expression.regex?.flags ?? '');
      const isMutator = (method: string): boolean =>
        keepsIndex && (method === 'test' || method === 'exec');
      return { isMutator, field: NO_FIELD };
    }
    default:
      return undefined;
  }
}

/** `Map` for `new Map()`, `Array` for `Array.from()`. */
function makerName(callee: Syntax): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  return callee.object.name;
}

function literalField(properties: readonly Syntax[], key: string): Syntax | undefined {
  for (const property of properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') continue;
    if (keyText(property.key) === key) return property.value;
  }
  return undefined;
}

function staticField(elements: readonly Syntax[], key: string): Syntax | undefined {
  for (const element of elements) {
    if (element.type !== 'PropertyDefinition' || !element.static || element.computed) continue;
    if (keyText(element.key) === key) return element.value ?? undefined;
  }
  return undefined;
}

function keyText(key: Syntax): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}
