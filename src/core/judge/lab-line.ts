import type { LabAnswer, LabRequest } from '../box/index.js';

/** That no answer came: a handler took too long, or ended the thread or process it was in. */
export interface Lost {
  readonly kind: 'lost';
  /** How many calls of the request had been made; unknown from a process. */
  readonly done: number | undefined;
  /** What to say of the handler: `hangs: stopped after 10 s`. */
  readonly how: string;
}

/**
 * A way to ask a lab that is somewhere else: blocks this thread until the answer is there. After a
 * loss the lab is somewhere new, evaluated anew, for the next request.
 */
export interface LabLine {
  ask(request: LabRequest): LabAnswer | Lost;
  /**
   * Asks what may well hang, because it did before, and waits less long. Left out where a loss
   * costs as much as ever.
   */
  askBriefly?(request: LabRequest): LabAnswer | Lost;
  /** Ends what the lab runs in, also in the middle of a handler. The lab answers no more. */
  close(): void;
}
