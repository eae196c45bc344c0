import type { Transcript } from '../canon/index.js';
import type { Address, LogLevel } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Construction, NodeBlueprint } from './handlers.js';
import type { Foreseen, Kept, Outlook } from './outlook.js';

/** What the live nodes of a run are asked, and single applications. */
export type LiveRequest =
  /** A run begins: no node is there. `logThreshold` is the rank of the least level wanted. */
  | { readonly do: 'begin'; readonly logThreshold: number }
  | {
      readonly do: 'add';
      readonly blueprint: NodeBlueprint;
      /** The time, where the box knows what is going to happen: it answers with a step then. */
      readonly atMs?: number | undefined;
    }
  | { readonly do: 'remove'; readonly address: Address }
  | {
      readonly do: 'deliver';
      readonly from: Address;
      readonly to: Address;
      readonly message: Transcript;
      /** Whether the client's result is asked for afterwards. */
      readonly awaits: boolean;
    }
  | {
      readonly do: 'fire';
      readonly owner: Address;
      readonly timer: Transcript;
      readonly awaits: boolean;
    }
  | {
      readonly do: 'command';
      readonly client: Address;
      readonly command: Transcript;
      readonly atMs?: number | undefined;
    }
  | { readonly do: 'result'; readonly client: Address }
  | { readonly do: 'check'; readonly address: Address }
  | { readonly do: 'state'; readonly address: Address }
  /** A message or timer that the box has. */
  | { readonly do: 'show'; readonly kept: number }
  /** What happens next, as far as the box can foresee it: it happens. */
  | {
      readonly do: 'foresee';
      readonly outlook: Outlook<Kept<Transcript>, Transcript>;
      /** Steps, at most; left out, as many as an answer holds. */
      readonly stepsMax?: number | undefined;
    }
  /** What happens after that. */
  | { readonly do: 'go on'; readonly stepsMax?: number | undefined }
  /** Makes an application, known by a number from then on. */
  | { readonly do: 'make'; readonly application: number; readonly made: Construction }
  | { readonly do: 'execute'; readonly application: number; readonly command: Transcript };

/** What came of it. What is left out is nothing. */
export interface LiveAnswer {
  readonly sends?: readonly (readonly [from: Address, to: Address, message: Transcript])[];
  readonly sets?: readonly (readonly [
    owner: Address,
    timer: Transcript,
    minMs: number,
    maxMs: number,
  ])[];
  /** What was done that is never meant. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** What was logged, and printed (without a level), in order. */
  readonly lines?: readonly (readonly [level: LogLevel | '', text: string])[] | undefined;
  /** The same of what the client was asked afterwards. */
  readonly resultLines?: LiveAnswer['lines'];
  /** What the handler did wrong; then nothing was sent and set. */
  readonly fault?: LabFaultData | undefined;
  /** What is wrong with the state that it left, where that was checked. */
  readonly stateFault?: LabFaultData | undefined;
  /** The client's result, where it was asked for and is there. */
  readonly result?: Transcript | undefined;
  /** What went wrong when it was asked for. */
  readonly resultFault?: LabFaultData | undefined;
  readonly state?: Transcript | undefined;
  /** What was to be shown. */
  readonly shown?: Transcript | undefined;
  readonly foreseen?: Foreseen | undefined;
  /** A result as people read it. */
  readonly printed?: string | undefined;
}
