/** Every error that a user can fix, by its code: what is wrong, and what helps. */
export const USAGE_CODES = {
  LT001: ['there is no such test, seed or submission', '`labtest list` names the tests'],
  LT002: ['there is no lab', 'go to a folder with a `labtest.yaml`, or give one: `--solution DIR`'],
  LT003: [
    'lab-tests.yaml, labtest.yaml or a course file has mistakes',
    'the message gives line and column; the schemas are beside this page',
  ],
  LT004: ['an unknown or misplaced flag or argument', '`labtest COMMAND --help`'],
  LT005: ['a file cannot be read or written', 'the message says which, and why'],
  LT006: ['not a trace of labtest, or of another lab', 'traces are `logs/latest/*.trace.json`'],
  LT007: ['there is no earlier run, or it is damaged', '`labtest run` makes a new one'],
  LT008: ['there is no lab of this name', 'the message lists those that exist'],
  LT009: ['the folder is not empty', 'give one that does not exist: nothing is overwritten'],
  LT010: ['the lab does not load', 'fix what the message names, with file and line'],
  LT011: [
    'submissions cannot be isolated well enough',
    'install bubblewrap, or give `--allow-weaker-isolation`',
  ],
  LT012: ['no queue server answers', 'start Redis, and check the address'],
  LT013: ['the queue belongs to another version of labtest', 'install the same version everywhere'],
  LT014: ['the shards do not belong together', 'use one version, course file and class for all'],
  LT015: ['the folder of tests has mistakes', 'the message says what `lab.ts` lacks'],
  LT016: [
    'types cannot be checked',
    'install TypeScript beside the lab: `npm install --save-dev typescript`',
  ],
} as const satisfies Readonly<Record<string, readonly [is: string, helps: string]>>;

export type UsageCode = keyof typeof USAGE_CODES;

/** An error for the user to fix: says what, where and what to do. The process exits with 2. */
export class UsageError extends Error {
  readonly code: UsageCode;
  /** What to do next, one line each. */
  readonly next: readonly string[];
  constructor(code: UsageCode, message: string, next: readonly string[] = []) {
    super(message);
    this.name = 'UsageError';
    this.code = code;
    this.next = next;
  }
}

/** Our bug: something happened that cannot happen. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}

/** Throws an {@link InvariantError} unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Closes an exhaustive switch: the type checker proves that nothing gets here. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${String(value)}`);
}
