import wrapAnsi from 'wrap-ansi';

/** In a narrower terminal, its own wrapping is better than ours. */
const COLUMNS_MIN = 50;
/** Lines to copy, and aligned lines, are left to the terminal. */
const KEPT = /^\s*(?:again|log|trace)\s|^\s*>?\s*\d* \||^\s*│/;
/** The indent of a line, with its label: `  cause     `, `   12. `. */
const HEAD = /^ *(?:(?:[a-z]+(?: \d+)?|\d+\.) +(?<= {2}|\. ))?/;

/** A text in lines of at most `columns`; continuation lines align with the start of the text. */
export function wrapLines(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < COLUMNS_MIN) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns || KEPT.test(line)) return line;
  const head = HEAD.exec(line)?.[0] ?? '';
  if (head.length > columns / 2) return line;
  const [first = '', ...rest] = wrapAnsi(line.slice(head.length), columns - head.length, {
    trim: true,
  }).split('\n');
  const indent = ' '.repeat(head.length);
  return [head + first, ...rest.map((each) => indent + each)].join('\n');
}
