/** Every error a user can cause by what they typed or configured, with its code. */
export const USAGE_CODES = {
  LT001: 'unknown test number',
  LT002: 'no lab found',
  LT003: 'lab-tests.yaml or labtest.yaml is not right',
  LT004: 'bad flag value',
  LT005: 'file not found or not readable',
  LT006: 'not a trace of labtest',
  LT007: 'no run to look at',
  LT008: 'a lab of this name is not known',
  LT009: 'the folder is not empty',
  LT010: 'the lab does not load',
  LT011: 'submissions cannot be kept apart well enough',
  LT012: 'no queue server answers',
  LT013: 'the queue is for another version of labtest',
  LT014: 'shards that do not belong together',
  LT015: 'the folder of tests is not right',
} as const;

export type UsageCode = keyof typeof USAGE_CODES;

/** The user's to mend: says what, where and what to do. The process exits with 2. */
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

/** Our bug: something that cannot happen did. */
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
