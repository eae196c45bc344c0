import path from 'node:path';
import process from 'node:process';
import type { SourcePlace } from '../support/index.js';
import { codeFrame } from './code-frame.js';

/** Where a reader finds what a report names. */
export interface Places {
  /** A file of the run's folder: a log, a trace. */
  readonly evidence: (name: string) => string;
  /** A file of the lab, which faults name relative to its folder. */
  readonly source: (file: string) => string;
  /** The lines of the lab around a place, as they were in the run. */
  readonly frame: (place: SourcePlace) => string[];
}

/** Taken once: the folder may be gone when the run is over. */
const HERE = process.cwd();

/** Names as they stand in the report itself. */
export const AS_REPORTED: Places = {
  evidence: (name) => name,
  source: (file) => file,
  frame: () => [],
};

/**
 * Paths that can be clicked on: as seen from here, of a run's folder and of a lab's. `untilMs` is
 * when the run was over, of one that is.
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
