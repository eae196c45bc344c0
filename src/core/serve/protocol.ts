import type { CompiledLab, NodeBlueprint } from '../box/index.js';
import type { Canonical } from '../canon/index.js';
import type { LabTermsData } from '../given/index.js';
import type { Address } from '../lab/index.js';
import type { LabCode } from '../labs/index.js';
import type { LabFaultData } from '../support/index.js';
import type { LogRecord } from '../testkit/index.js';

/** What the process that runs the system gets: what to run, and how. */
export interface ServeOrder {
  readonly lab: CompiledLab;
  readonly labName: string;
  /** The folder of its files, as shown to people. */
  readonly folder: string;
  readonly code: LabCode;
  readonly servers: number;
  readonly clients: number;
  /** Seconds to wait for a result before taking the next command. */
  readonly waitS: number;
  readonly logLevel: string;
}

/** Messages to the process of a node, from its parent. */
export type ToNode =
  /** Load the lab and listen; the node is created later. */
  | {
      readonly kind: 'load';
      readonly lab: CompiledLab;
      readonly terms: LabTermsData;
      /** A connection has to begin with this. */
      readonly token: string;
      /** The zero of the clock, in milliseconds since 1970. */
      readonly zeroMs: number;
      /** The rank of the lowest level that is logged. */
      readonly logThreshold: number;
    }
  /** Where the nodes listen, those that are gone left out. */
  | { readonly kind: 'peers'; readonly ports: ReadonlyMap<Address, number> }
  | { readonly kind: 'start'; readonly node: NodeBlueprint }
  | { readonly kind: 'command'; readonly command: Canonical };

/** Messages from the process of a node. */
export type FromNode =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'result'; readonly result: Canonical; readonly shown: string }
  | { readonly kind: 'log'; readonly record: LogRecord }
  /** The lab's code failed; the process ends. */
  | { readonly kind: 'fault'; readonly fault: LabFaultData };

/** One message on the wire: a line of JSON. */
export interface WireMessage {
  readonly from: Address;
  readonly to: Address;
  readonly message: Canonical;
}

/** Longer than any message of a lab can be; a longer line is not from a node. */
export const LINE_CHARS_MAX = 8_000_000;
