import type { Cause } from './cause.js';

/** A place in a student's file, 1-based; `file` is relative to the lab folder. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What kind of mistake a {@link LabFault} is.
 * - `load`: the lab was refused or threw while it was loaded
 * - `export`: an export is missing or wrong
 * - `exception`: a handler, constructor or application threw
 * - `no-handler`: the node has no handler for a message or timer
 * - `budget`: code that hangs
 * - `state`: a value that cannot be state (a function in a field, a proxy, ...), or state outside
 *   the node: a change to what all nodes share
 * - `process`: the lab's process gave an answer that no lab can give
 * - `test`: not the lab's mistake: a test is wrong
 * - `call`: send or set at the wrong time or with wrong arguments, a handler that returns a value
 */
export type LabFaultKind =
  'load' | 'export' | 'exception' | 'no-handler' | 'budget' | 'state' | 'process' | 'test' | 'call';

export interface LabFaultData {
  readonly kind: LabFaultKind;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** The mistake, where the code that refused it knows; otherwise the kind says enough. */
  readonly cause?: Cause | undefined;
  /** Where in the student's code, when known. */
  readonly place?: SourcePlace | undefined;
  /** The stack on the student's own lines, innermost first: `onRetryTimer (server.ts:41:7)`. */
  readonly stack?: readonly string[] | undefined;
  /** What to do instead, when that is clear. */
  readonly hint?: string | undefined;
  /** More mistakes found together with this one. */
  readonly others?: readonly LabFaultData[] | undefined;
}

/** The student's code is at fault: a verdict, not a crash of the harness. */
export class LabFault extends Error {
  /** Only the constructor sets it, and lab code that catches a fault cannot reach it. */
  readonly #isMade = true;
  readonly data: LabFaultData;
  constructor(data: LabFaultData) {
    super(data.message);
    this.name = 'LabFault';
    this.data = Object.freeze({ ...data });
    Object.freeze(this);
  }

  /** Whether the harness made this fault; a lab could fool `instanceof`. */
  static isMade(value: unknown): value is LabFault {
    return typeof value === 'object' && value !== null && #isMade in value && value.#isMade;
  }
}

/** `server.ts:41:7` */
export function formatPlace(place: SourcePlace): string {
  return `${place.file}:${place.line}:${place.column}`;
}
