import { parse, type Program } from 'acorn';

/** A bundle as a syntax tree, and where its comments are. */
export interface ParsedBundle {
  readonly program: Program;
  readonly comments: readonly (readonly [start: number, end: number])[];
}

/** Parses the bundler's output, which always parses. */
export function parseBundle(code: string): ParsedBundle {
  const comments: [number, number][] = [];
  const program = parse(code, {
    ecmaVersion: 2024,
    sourceType: 'module',
    ranges: true,
    onComment: (_block, _text, start, end) => comments.push([start, end]),
  });
  return { program, comments };
}
