import { InvariantError } from '../src/core/support/index.js';

/**
 * Checks a value that a cast claims to be present, where the checker is audited; see `npm run
 * audit`.
 *
 * @throws InvariantError
 */
export function present<T>(value: T | undefined, place: string): T {
  if (value === undefined) throw new InvariantError(`nothing is there at ${place}`);
  return value;
}
