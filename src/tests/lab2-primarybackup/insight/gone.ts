import type { Address } from '../../../index.js';
import { answersIn, valuesIn } from './contents.js';

/** What a store no longer holds, if anything, given what it was before and after. */
export function goneFromStore([before, after]: readonly (object | undefined)[]):
  string | undefined {
  if (before === undefined || after === undefined) return undefined;
  const kept = valuesIn(after);
  const gone = [...valuesIn(before).keys()].find((key) => !kept.has(key));
  return gone === undefined ? undefined : `what its store held: ${gone} is gone`;
}

/** A client of which a server knew what it was answered, and does not know it any more. */
export function goneAnswer(
  before: { readonly state: object },
  after: { readonly state: object },
  clients: ReadonlySet<Address>,
): string | undefined {
  const kept = answersIn(after.state, clients);
  const gone = [...answersIn(before.state, clients).keys()].find((one) => !kept.has(one));
  return gone === undefined ? undefined : `which commands it had executed: that of ${gone} is gone`;
}
