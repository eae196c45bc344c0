/** What the isolating programs print when the machine does not let them. */
const NOT_STARTED = /^(?:bwrap|unshare|setpriv|prlimit): .*/;

/** Why a box that ended at once could not start, from its output; `undefined` if it did start. */
export function whyNotStarted(words: string): string | undefined {
  return NOT_STARTED.exec(words)?.[0];
}
