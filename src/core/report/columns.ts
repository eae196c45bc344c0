import { shownLine } from '../support/index.js';
/** Characters per line. */
const WIDTH = 100;
const BETWEEN = ' │ ';
const HALF = Math.floor((WIDTH - BETWEEN.length) / 2);
const LINES_MAX = 3;

/** A text that may take several lines; those after the first are indented. */
export interface Paragraph {
  readonly text: string;
  readonly indent: number;
}

/** A text in at most three lines of 100 columns; `…` shows that it was cut. */
export function lines(paragraph: Paragraph): string[] {
  return wrapped(paragraph, WIDTH);
}

/** Two texts side by side, each in its half of the lines. */
export function sideBySide(left: Paragraph, right: Paragraph): string[] {
  const [lefts, rights] = [wrapped(left, HALF), wrapped(right, HALF)];
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, i) =>
    `${(lefts[i] ?? '').padEnd(HALF)}${BETWEEN}${rights[i] ?? ''}`.trimEnd(),
  );
}

/** Breaks at blanks if there are any, else anywhere. */
function wrapped({ text, indent }: Paragraph, width: number): string[] {
  const result: string[] = [];
  let rest = shownLine(text);
  while (rest.length > width && result.length < LINES_MAX) {
    const blank = rest.lastIndexOf(' ', width);
    // If the next word is long and would leave the line short, part of the word fills it.
    const cut = blank > indent + width / 2 ? blank : width;
    result.push(rest.slice(0, cut));
    rest = ' '.repeat(indent) + rest.slice(cut).trimStart();
  }
  if (result.length < LINES_MAX) return [...result, rest];
  const last = result[LINES_MAX - 1] as string;
  return [...result.slice(0, -1), `${last.slice(0, width - 2).trimEnd()} …`];
}
