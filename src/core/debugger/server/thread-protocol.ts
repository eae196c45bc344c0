import type { LabCode } from '../../labs/index.js';
import type { PageMessage, SessionSays } from '../protocol.js';
import type { RefusedData } from '../refused.js';

/** What to open. */
export type Opening =
  | {
      readonly kind: 'members';
      readonly servers: number;
      readonly clients: number;
      /** One for all clients, or one for each. */
      readonly workloads: readonly string[];
    }
  | { readonly kind: 'trace'; readonly name: string; readonly text: string }
  | { readonly kind: 'test'; readonly number: string };

/** What the thread of a session is started with. */
export interface SessionThreadData {
  readonly opening: Opening;
  readonly lab: string;
  /** The folder of the lab's code. */
  readonly solution: string;
  /** Where to find its tests and given classes. */
  readonly code: LabCode;
  /** Where regressions are saved. */
  readonly root: string;
  readonly harness: string;
  /** One word of shared memory: set to 1 to end a search. */
  readonly stop: SharedArrayBuffer;
}

export type ToSession =
  | { readonly kind: 'page'; readonly message: PageMessage }
  /** A page has come: say all there is. */
  | { readonly kind: 'joined' }
  /** The lab's files have changed. */
  | { readonly kind: 'reload' };

export type FromSession =
  | { readonly kind: 'says'; readonly message: SessionSays }
  /** What whoever comes is shown until the session says that it is open. */
  | { readonly kind: 'previews'; readonly message: SessionSays }
  /** It could not be opened at all: the command ends with this. */
  | ({ readonly kind: 'refused' } & RefusedData);
