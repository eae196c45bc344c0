import type { SourcePlace } from '../support/index.js';

/** Where a piece of generated code begins, and where it comes from (all 0-based but `line`). */
export type Segment =
  | readonly [column: number]
  | readonly [column: number, source: number, line: number, sourceColumn: number]
  | readonly [column: number, source: number, line: number, sourceColumn: number, name: number];

/** A source map whose mappings are decoded: segments by line of the generated code. */
export interface PlaceMap {
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: readonly (readonly Segment[])[];
}

/** A place in the student's files, with the original name if the bundler renamed it. */
export interface NamedPlace {
  readonly place: SourcePlace;
  readonly name: string | undefined;
}

/** Maps generated code back to the student's lines. */
export class SourcePlaces {
  #map: PlaceMap | string;

  /** Takes a {@link PlaceMap}, or its JSON, which is parsed when the first place is needed. */
  constructor(map: PlaceMap | string) {
    this.#map = map;
  }

  /**
   * Where generated code at a line (1-based) and column (0-based) comes from; `undefined` for
   * code that the bundler added.
   */
  find(line: number, column: number): NamedPlace | undefined {
    if (typeof this.#map === 'string') this.#map = JSON.parse(this.#map) as PlaceMap;
    const { sources, names, mappings } = this.#map;
    const segments = mappings[line - 1] ?? [];
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((segments[middle]?.[0] ?? 0) <= column) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low - 1];
    if (segment === undefined || segment.length === 1) return undefined;
    const [, source, sourceLine, sourceColumn, name] = segment;
    const file = sources[source];
    if (file === null || file === undefined) return undefined;
    return {
      place: { file, line: sourceLine + 1, column: sourceColumn + 1 },
      name: name === undefined ? undefined : names[name],
    };
  }
}
