import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping';
import type { PlaceMap, Segment } from './source-places.js';
import type { EditedText } from './text-edits.js';

/** Decodes a source map as bundlers write them. */
export function decodeMap(map: string): PlaceMap {
  const parsed = new TraceMap(map);
  return { sources: parsed.sources, names: parsed.names, mappings: decodedMappings(parsed) };
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
