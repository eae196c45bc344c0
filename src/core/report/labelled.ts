/** The width of the longest label plus a blank. */
const LABEL_WIDTH = 10;

/** One line of a failure: `rule 4    812.3 ms: server1 answered ...`. */
export function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH - 1)} ${text}`;
}
