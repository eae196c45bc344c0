import path from 'node:path';
import { LabFault, UsageError, type UsageCode } from '../support/index.js';

/** Why something could not be done, as data for another thread. */
export interface RefusedData {
  readonly code: string;
  readonly message: string;
  readonly next: readonly string[];
}

/**
 * A refusal that a person can fix: the request, or the lab in this folder. Any other error is
 * rethrown.
 */
export function refusedBy(error: unknown, solution: string): RefusedData {
  if (error instanceof UsageError) {
    const { code, message, next } = error;
    return { code, message, next };
  }
  if (!(error instanceof LabFault)) throw error;
  const { message, place, hint } = error.data;
  const at = place && `${path.join(solution, place.file)}:${place.line}:${place.column}`;
  const next = [at, hint].filter((line) => line !== undefined);
  return { code: 'LT010', message: `The lab does not load: ${message}`, next };
}

/** The same, as an error again. */
export function asUsageError({ code, message, next }: RefusedData): UsageError {
  return new UsageError(code as UsageCode, message, next);
}
