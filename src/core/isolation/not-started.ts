/** What the programs that shut a box off say when the machine does not let them. */
const NOT_STARTED = /^(?:bwrap|unshare|setpriv|prlimit): .*/;

/** Why a box that ended at once could not start, in the words it left; `undefined` if it did. */
export function whyNotStarted(words: string): string | undefined {
  return NOT_STARTED.exec(words)?.[0];
}
