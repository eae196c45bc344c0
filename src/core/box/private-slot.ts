/** Replaces the WeakMap in which the bundler would keep a private name of a decorated class. */
interface Slot {
  has(object: object): boolean;
  get(object: object): unknown;
  set(object: object, value: unknown): void;
}

/**
 * Keeps a private name as an ordinary field, so that the harness sees it. A brand, which only
 * says that an object has the private methods, keeps nothing.
 */
export function createSlot(key: string, isBrand: boolean): Slot {
  const fields = (object: object): Record<string, unknown> => object as Record<string, unknown>;
  return {
    // The bundler's code adds a name only to objects without it, and always does so first.
    has: (object) => isBrand || Object.hasOwn(object, key),
    get: (object) => fields(object)[key],
    set: (object, value) => {
      if (isBrand) return;
      Object.defineProperty(object, key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    },
  };
}
