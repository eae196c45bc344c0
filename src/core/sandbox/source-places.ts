import {
  decodedMappings,
  originalPositionFor,
  TraceMap,
  type DecodedSourceMap,
} from '@jridgewell/trace-mapping';
import type { SourcePlace } from '../support/index.js';
import type { EditedText } from './text-edits.js';

/** A place in the student's files, with the name it has there when the bundler renamed it. */
export interface NamedPlace {
  readonly place: SourcePlace;
  readonly name: string | undefined;
}

/** Leads from generated code back to the student's lines. */
export class SourcePlaces {
  readonly #map: TraceMap;

  constructor(map: string) {
    this.#map = new TraceMap(map);
  }

  /**
   * Where generated code at a line (1-based) and column (0-based) comes from; `undefined` for
   * code that the bundler added.
   */
  find(line: number, column: number): NamedPlace | undefined {
    if (line < 1 || column < 0) return undefined;
    const found = originalPositionFor(this.#map, { line, column });
    if (found.source === null || found.line === null || found.column === null) return undefined;
    return {
      place: { file: found.source, line: found.line, column: found.column + 1 },
      name: found.name ?? undefined,
    };
  }
}

/** The source map of a bundle after its text was edited. */
export function mapEdited(map: string, before: string, edited: EditedText): string {
  const parsed = new TraceMap(map);
  const linesBefore = lineStarts(before);
  const linesAfter = lineStarts(edited.text);
  const mappings = decodedMappings(parsed).map((segments, line) => {
    const moved: (typeof segments)[number][] = [];
    for (const segment of segments) {
      const offset = edited.locate((linesBefore[line] ?? 0) + segment[0]);
      const column = (offset ?? -1) - (linesAfter[line] ?? 0);
      if (offset === undefined || column < 0) continue;
      const [, ...target] = segment;
      moved.push([column, ...target] as (typeof segments)[number]);
    }
    return moved;
  });
  const result: DecodedSourceMap = {
    version: 3,
    file: null,
    names: parsed.names,
    sources: parsed.sources,
    mappings,
  };
  return JSON.stringify(result);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
