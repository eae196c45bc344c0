import type { Transcript } from '../canon/index.js';
import type { Address, LogLevel } from '../lab/index.js';
import type { LinksData, WeatherData } from '../schedule/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Construction, NodeBlueprint } from './handlers.js';
import type { Foreseen, Kept, Outlook } from './outlook.js';

/** Requests to the live nodes of a run, and to single applications. */
export type LiveRequest =
  /** A run begins, without nodes. `logThreshold` is the rank of the lowest level wanted. */
  | { readonly do: 'begin'; readonly logThreshold: number }
  | {
      readonly do: 'add';
      readonly blueprint: NodeBlueprint;
      /** The time, if the box knows what is going to happen: it then answers with a step. */
      readonly atMs?: number | undefined;
    }
  | { readonly do: 'remove'; readonly address: Address }
  /** The test sends a message. Like the next one, for a box that knows what is going to happen. */
  | {
      readonly do: 'inject';
      readonly from: Address;
      readonly to: Address;
      readonly message: Transcript;
      readonly atMs: number;
    }
  /** The test changes the network. */
  | { readonly do: 'network'; readonly weather: WeatherData; readonly links: LinksData }
  | {
      readonly do: 'deliver';
      readonly from: Address;
      readonly to: Address;
      readonly message: Transcript;
      /** Whether to ask the client for its result afterwards. */
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
  /** Take the next steps, as far as the box can foresee them. */
  | {
      readonly do: 'foresee';
      readonly outlook: Outlook<Kept<Transcript>, Transcript>;
      /** The maximum number of steps; if omitted, as many as an answer holds. */
      readonly stepsMax?: number | undefined;
    }
  /** Take the steps after those. */
  | { readonly do: 'go on'; readonly stepsMax?: number | undefined }
  /** Make an application, to be known by this number. */
  | { readonly do: 'make'; readonly application: number; readonly made: Construction }
  | { readonly do: 'execute'; readonly application: number; readonly command: Transcript };

/** The answer. Parts that are omitted are empty. */
export interface LiveAnswer {
  readonly sends?: readonly (readonly [from: Address, to: Address, message: Transcript])[];
  readonly sets?: readonly (readonly [
    owner: Address,
    timer: Transcript,
    minMs: number,
    maxMs: number,
  ])[];
  /** Things done that nobody intends. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** What was logged, or printed (without a level), in order. */
  readonly lines?: readonly (readonly [level: LogLevel | '', text: string])[] | undefined;
  /** The same for asking the client afterwards. */
  readonly resultLines?: LiveAnswer['lines'];
  /** What the handler did wrong; then nothing was sent or set. */
  readonly fault?: LabFaultData | undefined;
  /** What is wrong with the state that it left, if that was checked. */
  readonly stateFault?: LabFaultData | undefined;
  /** The client's result, if it was asked for and there is one. */
  readonly result?: Transcript | undefined;
  /** What went wrong when the client was asked for it. */
  readonly resultFault?: LabFaultData | undefined;
  readonly state?: Transcript | undefined;
  /** The message or timer to show. */
  readonly shown?: Transcript | undefined;
  readonly foreseen?: Foreseen | undefined;
  /** A result, printed for people. */
  readonly printed?: string | undefined;
}
