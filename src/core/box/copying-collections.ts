import { orderWatch } from '../canon/index.js';

type Collection = Map<unknown, unknown> & Set<unknown>;
type Kind = new (...args: unknown[]) => Collection;

const { construct } = Reflect;

/**
 * Makes `Map` and `Set` copy a collection, as in `new Map(map)`, without counting that as reading
 * its order: the copy has the same one. This is for code that is evaluated in this thread after the
 * lockdown; then call the returned function, which gives the harness the faster native ones back.
 */
export function copyOrdersUnseen(): () => void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const natives = [Map, Set] as const;
  for (const native of natives) scope[native.name] = copying(native as unknown as Kind);
  return () => {
    for (const native of natives) scope[native.name] = native;
  };
}

/** The same class, with a constructor of ours. */
function copying(native: Kind): Kind {
  const prototype = native.prototype as Collection;
  const { [Symbol.iterator]: iterate, set, add } = prototype;
  const isPlain = (collection: Collection): boolean =>
    collection[Symbol.iterator] === iterate && collection.set === set && collection.add === add;

  function Copying(this: unknown, ...args: unknown[]): Collection {
    if (new.target === undefined) throw new TypeError(`Constructor ${native.name} requires 'new'`);
    const [source] = args;
    const watch = orderWatch();
    if (watch?.isLost(source) === true && source instanceof native && isPlain(source)) {
      const copy = construct(native, [], new.target) as Collection;
      if (isPlain(copy)) {
        watch.copy(source, copy);
        return copy;
      }
    }
    return construct(native, args, new.target) as Collection;
  }
  for (const key of Reflect.ownKeys(native)) {
    const descriptor = Object.getOwnPropertyDescriptor(native, key) as PropertyDescriptor;
    if (key !== 'prototype') Object.defineProperty(Copying, key, descriptor);
  }
  Object.defineProperty(Copying, 'prototype', { value: prototype, writable: false });
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  Object.defineProperty(prototype, 'constructor', { ...constructor, value: Copying });
  return Copying as unknown as Kind;
}
