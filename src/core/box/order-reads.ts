import { orderWatch } from '../canon/index.js';

/** The methods that reveal the order of a Map or Set; the oldest supported engine lacks some. */
const READING: readonly (readonly [prototype: object, methods: readonly string[]])[] = [
  [Map.prototype, ['forEach', 'keys', 'values', 'entries']],
  [
    Set.prototype,
    [
      'forEach',
      'values',
      'entries',
      'union',
      'intersection',
      'difference',
      'symmetricDifference',
      'isSubsetOf',
      'isSupersetOf',
      'isDisjointFrom',
    ],
  ],
];

type Method = (this: object, ...args: unknown[]) => unknown;

/**
 * Makes the methods of Map and Set that reveal the order of their entries report to the current
 * watch. Spreading and `for…of` call them too. Call this once per thread, before the language is
 * frozen.
 */
export function watchOrderReads(): void {
  for (const [prototype, methods] of READING) {
    for (const name of methods) replace(prototype, name);
  }
  rename(Map.prototype, Symbol.iterator, Map.prototype.entries);
  rename(Set.prototype, 'keys', Set.prototype.values);
  rename(Set.prototype, Symbol.iterator, Set.prototype.values);
}

function replace(prototype: object, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const native = descriptor?.value as Method | undefined;
  if (native === undefined) return;
  const { apply } = Reflect;
  // Like the native one, a method has no prototype and is not a constructor.
  const { method } = {
    method(this: object, ...args: unknown[]): unknown {
      const watch = orderWatch();
      if (watch !== undefined) {
        watch.looked(this);
        if (args.length > 0) watch.looked(args[0] as object);
      }
      return apply(native, this, args);
    },
  };
  for (const own of ['name', 'length'] as const) {
    Object.defineProperty(method, own, { value: native[own], configurable: true });
  }
  Object.defineProperty(prototype, name, { ...descriptor, value: method });
}

function rename(prototype: object, name: string | symbol, method: unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  Object.defineProperty(prototype, name, { ...descriptor, value: method });
}
