/**
 * A part of a value: its place, and how to replace it there. A part of a Set cannot be replaced.
 */
export interface Part {
  /** `.count`, `.seen.client1`; elements of lists and Sets share one. */
  readonly place: string;
  readonly value: unknown;
  readonly replace: ((by: unknown) => void) | undefined;
}

/** How deep to look into a field. */
const DEPTH_MAX = 6;

/** The parts of a value, not including itself, the outermost first. */
export function* partsWithin(value: unknown, place = '', depth = DEPTH_MAX): Generator<Part> {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  for (const [key, part, replace] of partsOf(value)) {
    const at = `${place}.${key}`;
    yield { place: at, value: part, replace };
    yield* partsWithin(part, at, depth - 1);
  }
}

function partsOf(value: object): [key: string, part: unknown, replace: Part['replace']][] {
  if (value instanceof Set) return [...value].map((part: unknown) => ['', part, undefined]);
  if (value instanceof Map) {
    const map: Map<unknown, unknown> = value;
    return [...map].map(([key, part]) => [String(key), part, (by) => void map.set(key, by)]);
  }
  const fields = value as Record<string, unknown>;
  return Object.entries(fields).map(([key, part]) => {
    return [Array.isArray(value) ? '' : key, part, (by) => void (fields[key] = by)];
  });
}
