/** The process or the address space is out of memory: the search ends as `memory`. */
export class MemoryExhausted extends Error {
  constructor() {
    super('the memory a search may use is exhausted');
    this.name = 'MemoryExhausted';
  }
}

/**
 * Reserves zeroed integers. The system commits memory on first touch, so a large reservation
 * costs nothing until it is used. `shared` ones can be read by other threads.
 */
export function reserveInts(length: number, shared: boolean): Int32Array {
  try {
    return shared
      ? new Int32Array(new SharedArrayBuffer(length * 4))
      : new Int32Array(new ArrayBuffer(length * 4));
  } catch {
    throw new MemoryExhausted();
  }
}

/** A larger array with the same contents: of `length`, or as long as possible: at least `least`. */
export function grownInts(
  array: Int32Array,
  used: number,
  length: number,
  least = length,
): Int32Array {
  const larger = reserveAbout(length, least, array.buffer instanceof SharedArrayBuffer);
  larger.set(array.subarray(0, used));
  return larger;
}

/** Reserves `length` integers or, if the system refuses, fewer, but at least `least`. */
export function reserveAbout(length: number, least: number, shared: boolean): Int32Array {
  for (let wanted = length; wanted > least; wanted = Math.floor(wanted / 2)) {
    try {
      return reserveInts(wanted, shared);
    } catch {
      // Half as much may be possible.
    }
  }
  return reserveInts(least, shared);
}
