import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as TraceMapping from '@jridgewell/trace-mapping';
import { quickRequire, type CompiledLab, type PlaceMap } from '../box/index.js';

/**
 * A lab's source map as a URL to put into its code, with the files' places on this machine. It
 * leads a debugger attached to the process to the student's lines.
 */
export function debuggerMap({ map, folder }: Pick<CompiledLab, 'map' | 'folder'>): string {
  const { encodedMap, presortedDecodedMap } = quickRequire(
    '@jridgewell/trace-mapping',
  ) as typeof TraceMapping;
  const { sources, names, mappings } = JSON.parse(map) as PlaceMap;
  const decoded = presortedDecodedMap({
    version: 3,
    file: null,
    sources: sources.map((file) => file && pathToFileURL(path.join(folder, file)).href),
    names: [...names],
    mappings: mappings.map((line) => line.map((segment) => [...segment])) as never,
  });
  const text = JSON.stringify(encodedMap(decoded));
  return `data:application/json;base64,${Buffer.from(text).toString('base64')}`;
}
