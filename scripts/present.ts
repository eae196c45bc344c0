import { InvariantError } from '../src/core/support/index.js';

/**
 * What is there, after a cast said that it is: where the checker is audited, see `npm run audit`.
 *
 * @throws InvariantError
 */
export function present<T>(value: T | undefined, place: string): T {
  if (value === undefined) throw new InvariantError(`nothing is there at ${place}`);
  return value;
}
