import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { UsageError } from '../support/index.js';

type Issue = z.core.$ZodIssue;

/**
 * Reads a YAML text that must match a schema.
 *
 * @throws UsageError LT003 that names every mistake by line and column, and what was expected there
 */
export function readYaml<T>(fileName: string, text: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw wrongFile(
      fileName,
      document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`),
    );
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(
    (issue) =>
      `${at(offsetOf(document, issue))}: ${describe(document, issue)}${meant(issue, schema)}`,
  );
  throw wrongFile(fileName, mistakes);
}

/** `; did you mean solution?`, for a key that resembles one anywhere in the schema. */
function meant(issue: Issue, schema: z.ZodType): string {
  if (issue.code !== 'unrecognized_keys') return '';
  const known = new Set<string>();
  JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), (key, value: unknown) => {
    if (key === 'properties') for (const name of Object.keys(value as object)) known.add(name);
    return value;
  });
  const [key = ''] = issue.keys;
  const near = closest(key, [...known]);
  return distance(key, near) <= near.length / 3 ? `; did you mean ${near}?` : '';
}

const MISTAKES_SHOWN_MAX = 10;

function wrongFile(fileName: string, mistakes: readonly string[]): UsageError {
  const rest = mistakes.length - MISTAKES_SHOWN_MAX;
  return new UsageError('LT003', `${fileName} has mistakes`, [
    ...mistakes.slice(0, MISTAKES_SHOWN_MAX),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ]);
}

/** Where the issue is: the unexpected key, the value, or the nearest parent. */
function offsetOf(document: Document.Parsed, issue: Issue): number {
  if (issue.code === 'unrecognized_keys') {
    const parent = issue.path.length === 0 ? document.contents : nodeAt(document, issue.path);
    const pair = isMap(parent)
      ? parent.items.find((item) => isNode(item.key) && keyOf(item.key) === issue.keys[0])
      : undefined;
    if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  for (let length = issue.path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : nodeAt(document, issue.path.slice(0, length));
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): unknown {
  return document.getIn(path as unknown[], true);
}

function keyOf(key: unknown): unknown {
  return (key as { value?: unknown }).value;
}

/** `labs[1].tests[13].points: expected a whole number, found "ten"` */
function describe(document: Document.Parsed, issue: Issue): string {
  const where = issue.path.reduce<string>(
    (text, key) =>
      typeof key === 'number'
        ? `${text}[${key}]`
        : `${text}${text === '' ? '' : '.'}${String(key)}`,
    '',
  );
  const value: unknown = issue.path.length === 0 ? document.toJS() : document.getIn(issue.path);
  return `${where === '' ? 'the file' : where}: ${expectation(issue, value)}`;
}

function expectation(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${NAMES[issue.expected] ?? issue.expected}, ${found(value)}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}, ${found(value)}`;
    case 'invalid_union':
      return `expected ${oneOf(['unit', 'run', 'search'])}, ${found(value)}`;
    case 'unrecognized_keys':
      return `expected no such key, found ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'too_small':
      return `expected ${amount(issue.origin, issue.inclusive, issue.minimum)}, ${found(value)}`;
    default:
      return issue.message;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a string (numbers in quotes)',
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

function oneOf(values: readonly unknown[]): string {
  return values.map((value) => `"${String(value)}"`).join(' or ');
}

function amount(origin: string, inclusive: boolean | undefined, minimum: number | bigint): string {
  if (origin === 'string') return 'a string that is not empty';
  if (origin === 'array') return `a list of ${minimum} or more`;
  return inclusive === true ? `${minimum} or more` : `more than ${minimum}`;
}

function found(value: unknown): string {
  if (value === undefined) return 'found nothing';
  if (isNode(value)) return `found ${JSON.stringify(value.toJSON())}`;
  return `found ${JSON.stringify(value)}`;
}
