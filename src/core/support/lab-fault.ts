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
 * - `no-handler`: a message or timer for which the node has no handler
 * - `budget`: code that hangs
 * - `state`: a value that is no state (a function in a field, a proxy, ...), or state that is not
 *   in the node: a change of what all nodes share
 * - `process`: the process of the lab answered what no lab can answer
 * - `test`: no mistake of the lab's: a test of it is wrong
 * - `call`: send or set at the wrong time or with wrong arguments, a handler that returns a value
 */
export type LabFaultKind =
  'load' | 'export' | 'exception' | 'no-handler' | 'budget' | 'state' | 'process' | 'test' | 'call';

export interface LabFaultData {
  readonly kind: LabFaultKind;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** The mistake, where whoever refused knows it; else the kind says enough. */
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
  /** Only the constructor makes it, and lab code that catches a fault cannot get at that. */
  readonly #isMade = true;
  readonly data: LabFaultData;
  constructor(data: LabFaultData) {
    super(data.message);
    this.name = 'LabFault';
    this.data = Object.freeze({ ...data });
    Object.freeze(this);
  }

  /** Whether a value is a fault that the harness made; `instanceof` may be deceived by a lab. */
  static isMade(value: unknown): value is LabFault {
    return typeof value === 'object' && value !== null && #isMade in value && value.#isMade;
  }
}

/** `server.ts:41:7` */
export function formatPlace(place: SourcePlace): string {
  return `${place.file}:${place.line}:${place.column}`;
}
