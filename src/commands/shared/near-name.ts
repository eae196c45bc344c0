import { closest, distance } from 'fastest-levenshtein';

/** The share of a name's letters that may be wrong in a typing mistake. */
const WRONG_SHARE_MAX = 0.4;

/** The name that the user probably meant, if any is similar. */
export function nearName(typed: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(typed, [...names]);
  return distance(typed, near) <= near.length * WRONG_SHARE_MAX ? near : undefined;
}
