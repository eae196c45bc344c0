import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as CodeFrame from '@babel/code-frame';
import { shownText, type SourcePlace } from '../support/index.js';

const LINES_AROUND = 2;
/** A longer line does not help, and nobody wrote it by hand. */
const COLUMNS_MAX = 160;

/**
 * The line of a place with a caret below it, and two lines around; nothing if the file has changed
 * since `untilMs`, because the line may then be a different one.
 */
export function codeFrame(file: string, { line, column }: SourcePlace, untilMs: number): string[] {
  let source: string;
  try {
    if (statSync(file).mtimeMs > untilMs) return [];
    source = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  // Loaded only if needed: most runs have nothing to show.
  const { codeFrameColumns } = createRequire(import.meta.url)(
    '@babel/code-frame',
  ) as typeof CodeFrame;
  const start = { line, column };
  const around = { linesAbove: LINES_AROUND, linesBelow: LINES_AROUND, highlightCode: false };
  const lines = codeFrameColumns(shownText(source), { start }, around).split('\n');
  return lines.some((each) => each.length > COLUMNS_MAX) ? [] : lines;
}
