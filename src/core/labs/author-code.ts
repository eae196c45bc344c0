import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TraceMapping from '@jridgewell/trace-mapping';
import { TestMistake, UsageError, type LabFaultData, type SourcePlace } from '../support/index.js';
import type { LabCode } from './lab-code.js';

/** A line of a stack: the function, the file, and the position. */
const FRAME = /^\s*at (?:(.*?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/])[^)]*):(\d+):(\d+)\)?$/;
const FRAMES_MAX = 8;

/**
 * What a thrown value says about the lab author's code, if that is to blame: it threw, or passed
 * something unusable. Files are absolute; stacks are relative to the current folder.
 */
export function authorsMistake(
  thrown: unknown,
  code: LabCode,
  stackOf: (error: Error) => string = (error) => error.stack ?? '',
): LabFaultData | undefined {
  // This package's labs are our own code.
  if (!(thrown instanceof Error) || code.author === undefined) return undefined;
  // The compiled place, or the original one if Node reads source maps.
  const folders = [path.dirname(fileURLToPath(code.url)), code.author];
  const frames = framesOf(stackOf(thrown));
  const authors = frames.filter(({ file }) => folders.some((each) => isWithin(each, file)));
  const isRefused = thrown instanceof TestMistake;
  if (!isRefused && (frames.length === 0 || frames[0] !== authors[0])) return undefined;
  const places = authors.slice(0, FRAMES_MAX).flatMap((frame) => {
    const place = sourceOf(frame);
    return place === undefined ? [] : [{ called: frame.called, place }];
  });
  const what = isRefused ? thrown.message : `${thrown.name}: ${thrown.message}`;
  return {
    kind: 'test',
    message: `a test of the lab is wrong, not the code under test: ${what}`,
    place: places[0]?.place,
    // The innermost is the place.
    stack: places.slice(1).map(({ called, place }) => spotText(called, place)),
    hint: isRefused ? thrown.hint : undefined,
  };
}

/**
 * Runs what loads an author's code.
 *
 * @throws UsageError LT015 when that code throws
 */
export async function loadingOf<T>(code: LabCode, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const mistake = authorsMistake(error, code);
    if (mistake === undefined) throw error;
    const { name, message } = error as Error;
    const { place } = mistake;
    const spots = [
      ...(place === undefined ? [] : [spotText(undefined, place)]),
      ...(mistake.stack ?? []),
    ];
    const stack = spots.map((spot) => `at ${spot}`);
    const hint = mistake.hint === undefined ? [] : [mistake.hint];
    const what = error instanceof TestMistake ? message : `${name}: ${message}`;
    throw new UsageError('LT015', `The lab cannot be loaded: ${what}`, [...stack, ...hint]);
  }
}

function isWithin(folder: string, file: string): boolean {
  return !path.relative(folder, file).startsWith('..');
}

interface Frame {
  readonly called: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The frames, without Node's own. */
function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap((text) => {
    const [, called, where = '', line, column] = FRAME.exec(text) ?? [];
    if (where === '' || where.startsWith('node:')) return [];
    const file = where.startsWith('file:') ? fileURLToPath(where) : where;
    return [{ called, file, line: Number(line), column: Number(column) }];
  });
}

/** The place in the author's file: compiled files contain their source map. */
function sourceOf({ file, line, column }: Frame): SourcePlace | undefined {
  const { originalPositionFor, TraceMap } = createRequire(import.meta.url)(
    '@jridgewell/trace-mapping',
  ) as typeof TraceMapping;
  const [, map] = /\/\/# sourceMappingURL=data:[^,]*base64,(\S+)\s*$/.exec(readText(file)) ?? [];
  if (map === undefined) return file.endsWith('.ts') ? { file, line, column } : undefined;
  const decoded = new TraceMap(Buffer.from(map, 'base64').toString('utf8'));
  const found = originalPositionFor(decoded, { line, column: column - 1 });
  if (found.source === null) return undefined;
  const source = path.resolve(path.dirname(file), found.source);
  return { file: source, line: found.line, column: found.column + 1 };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function spotText(called: string | undefined, { file, line, column }: SourcePlace): string {
  const spot = `${path.relative(process.cwd(), file)}:${line}:${column}`;
  const isBody = called === undefined || /^(?:Object\.)?(?:run|search|<anonymous>)$/.test(called);
  return isBody ? spot : `${called} (${spot})`;
}
