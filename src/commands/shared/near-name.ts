import { closest, distance } from 'fastest-levenshtein';

/** Share of a name's letters that may be wrong for it still to be the one that was meant. */
const WRONG_SHARE_MAX = 0.4;

/** The name that was likely meant by what was typed, if any is near. */
export function nearName(typed: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(typed, [...names]);
  return distance(typed, near) <= near.length * WRONG_SHARE_MAX ? near : undefined;
}
