/** A time of a story as a person reads it: `812.3 ms`, `step 14`. */
export type TimeText = (at: number) => string;

/** As wide as the labels of a failure's report. */
const LABEL_WIDTH = 10;

/** One line of a diagnosis: `rule 4    812.3 ms: server1 answered ...`. */
export function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** A rule's name, cut to fit the column of labels. */
export function short(rule: string): string {
  return rule.length < LABEL_WIDTH ? rule : (rule.split(':')[0] ?? rule).slice(0, LABEL_WIDTH - 1);
}
