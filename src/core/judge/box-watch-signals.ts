/** What the watching thread is started with. */
export interface BoxWatchData {
  /** {@link STOP}, {@link ASKED}, {@link PID} and {@link REASON}. */
  readonly shared: SharedArrayBuffer;
  /** CPU time that one question may take, and one that is brief. */
  readonly questionMaxMs: number;
  readonly briefMaxMs: number;
  /** Memory that the box and all its descendants may fill. */
  readonly residentMaxBytes: number;
}

export const WORDS = 4;
/** Nonzero once nobody needs the watch any more. */
export const STOP = 0;
/** Counts questions up by two, odd if they are brief; {@link NEVER} while none is open. */
export const ASKED = 1;
export const NEVER = 0;
/** The box's process id; 0 while there is none. */
export const PID = 2;
/** Why the watch ended the box; 0 if it did not. */
export const REASON = { word: 3, values: { time: 1, memory: 2 } } as const;
