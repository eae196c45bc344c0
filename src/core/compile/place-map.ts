import type * as TraceMapping from '@jridgewell/trace-mapping';
import { quickRequire } from '../box/index.js';
import { SourcePlaces, type NamedPlace, type PlaceMap, type Segment } from '../box/index.js';
import type { EditedText } from './text-edits.js';

/** Decodes a source map as bundlers write them. */
export function decodeMap(map: string): PlaceMap {
  const { decodedMappings, TraceMap } = quickRequire(
    '@jridgewell/trace-mapping',
  ) as typeof TraceMapping;
  const parsed = new TraceMap(map);
  return { sources: parsed.sources, names: parsed.names, mappings: decodedMappings(parsed) };
}

/** Maps nodes of a bundle's syntax tree, by their offset, to the student's lines. */
export class BundlePlaces {
  readonly #places: SourcePlaces;
  readonly #lines: readonly number[];

  constructor(code: string, map: PlaceMap) {
    this.#places = new SourcePlaces(map);
    this.#lines = lineStarts(code);
  }

  /** Where the code at an offset comes from; `undefined` for code that the bundler added. */
  at(offset: number): NamedPlace | undefined {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#places.find(low, offset - (this.#lines[low - 1] ?? 0));
  }
}

/** The map of a text after it was edited. */
export function mapEdited(map: PlaceMap, before: string, edited: EditedText): PlaceMap {
  const linesBefore = lineStarts(before);
  const linesAfter = lineStarts(edited.text);
  const mappings = map.mappings.map((segments, line) => {
    const moved: Segment[] = [];
    for (const segment of segments) {
      const offset = edited.locate((linesBefore[line] ?? 0) + segment[0]);
      const column = (offset ?? -1) - (linesAfter[line] ?? 0);
      if (offset !== undefined && column >= 0) moved.push(withColumn(segment, column));
    }
    return moved;
  });
  return { ...map, mappings };
}

function withColumn(segment: Segment, column: number): Segment {
  const moved = [...segment] as [number, ...number[]];
  moved[0] = column;
  return moved as unknown as Segment;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
