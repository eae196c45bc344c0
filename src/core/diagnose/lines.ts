/** A time of a story as a person reads it: `812.3 ms`, `step 14`. */
export type TimeText = (at: number) => string;

/** As wide as the labels of a failure's report. */
const LABEL_WIDTH = 10;

/** One line of a diagnosis: `rule 4    812.3 ms: server1 answered ...`. */
export function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH - 1)} ${text}`;
}

/** A rule's name as a label: whose rule it is. */
export function short(rule: string): string {
  return rule.split(':')[0] ?? rule;
}
