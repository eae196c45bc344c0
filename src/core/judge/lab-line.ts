import type { LabAnswer, LabRequest } from '../box/index.js';

/** No answer came: a handler took too long, or ended its thread or process. */
export interface Lost {
  readonly kind: 'lost';
  /** How many of the request's calls were made; unknown for a process. */
  readonly done: number | undefined;
  /** What to say of the handler: `hangs: stopped after 5 s`. */
  readonly how: string;
}

/**
 * Why less CPU time than a handler may take is enough for a request: it is likely to hang, because
 * its handler did before, or whoever asks will ask again in smaller pieces if no answer comes.
 */
export type Brevity = 'hung before' | 'asked again';

/**
 * A way to ask a lab that runs elsewhere: blocks this thread until the answer arrives. After a
 * loss, the next request goes to a new thread or process that evaluates the lab afresh.
 */
export interface LabLine {
  ask(request: LabRequest, brevity?: Brevity): LabAnswer | Lost;
  /**
   * Sends a request whose answer is fetched by asking the very same object. Its answer is dropped
   * if something else is asked. Omitted where nobody works while nobody waits.
   */
  prepare?(request: LabRequest): boolean;
  /** Ends the lab's thread or process, even in the middle of a handler. The lab answers no more. */
  close(): void;
}
