/**
 * What a box needs from `node:util`, with what a browser has: the brands that the language itself
 * checks. Proxies cannot be detected here; a lab with one in its state was refused when the page
 * was made.
 */

/** Whether a built-in function accepts the value as one of its own. */
function isBranded(check: (value: unknown) => unknown): (value: unknown) => boolean {
  return (value) => {
    try {
      check(value);
      return true;
    } catch {
      return false;
    }
  };
}

function getter(prototype: object, key: PropertyKey): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown;
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const mapSize = getter(Map.prototype, 'size');
const setSize = getter(Set.prototype, 'size');
const byteLength = getter(ArrayBuffer.prototype, 'byteLength');
const flags = getter(RegExp.prototype, 'dotAll');

export const types = {
  isMap: isBranded((value) => mapSize.call(value)),
  isSet: isBranded((value) => setSize.call(value)),
  isArrayBuffer: isBranded((value) => byteLength.call(value)),
  isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isRegExp: (value: unknown) =>
    value !== RegExp.prototype && isBranded((it) => flags.call(it))(value),
  isNativeError: (value: unknown) => value instanceof Error || tagOf(value) === 'Error',
  isPromise: (value: unknown) => value instanceof Promise,
  isGeneratorObject: (value: unknown) => /^(Async)?Generator$/.test(tagOf(value)),
  isMapIterator: (value: unknown) => tagOf(value) === 'Map Iterator',
  isSetIterator: (value: unknown) => tagOf(value) === 'Set Iterator',
  isProxy: () => false,
};
