import path from 'node:path';
import process from 'node:process';
import type { SourcePlace } from '../support/index.js';
import { codeFrame } from './code-frame.js';

/** Where a reader finds what a report names. */
export interface Places {
  /** A file of the run's folder: a log, a trace. */
  readonly evidence: (name: string) => string;
  /** A file of the lab; faults name it relative to the lab's folder. */
  readonly source: (file: string) => string;
  /** The lab's lines around a place, as they were in the run. */
  readonly frame: (place: SourcePlace) => string[];
}

/** Read once: the folder may be gone after the run. */
const HERE = process.cwd();

/** Names as the report itself has them. */
export const AS_REPORTED: Places = {
  evidence: (name) => name,
  source: (file) => file,
  frame: () => [],
};

/**
 * Clickable paths to a run's folder and a lab's, relative to the current folder. `untilMs` is when
 * the run ended, if it has.
 */
export function placesIn(runFolder: string, labFolder: string, untilMs = Infinity): Places {
  const seenFromHere = (folder: string, name: string): string =>
    path.relative(HERE, path.resolve(HERE, folder, name));
  return {
    evidence: (name) => seenFromHere(runFolder, name),
    source: (file) => seenFromHere(labFolder, file),
    frame: (place) => codeFrame(path.resolve(HERE, labFolder, place.file), place, untilMs),
  };
}
