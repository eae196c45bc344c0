import type { Address, Command, LogLevel } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { NodeBlueprint, LinksData } from '../system/index.js';
import type { Operation } from '../workload/index.js';
import type { WeatherData } from './weather.js';

/** A message on its way, as one of the copies that the network makes of it. */
export interface Flight {
  /** Counts sends from 1; the copies of one message share it. */
  readonly id: number;
  /** 0, and 1 for a duplicate. */
  readonly copy: number;
  /** The node or sub-node that sent it. */
  readonly from: Address;
  /** The node or sub-node it is for. */
  readonly to: Address;
  /** Never to be changed. */
  readonly message: object;
  readonly sentMs: number;
  /** When it arrives, if it does. */
  readonly atMs: number;
}

/** A timer that was set. */
export interface ArmedTimer {
  /** Counts sets from 1. */
  readonly id: number;
  /** The node or sub-node that set it. */
  readonly owner: Address;
  readonly timer: object;
  readonly minMs: number;
  readonly maxMs: number;
  readonly setMs: number;
  /** When it fires: drawn uniformly from `minMs` to `maxMs` after `setMs`. */
  readonly atMs: number;
}

/**
 * Why a message was not delivered: its link is off, the weather lost it, nobody has that address,
 * or its receiver crashed while it was on its way.
 */
export type DropReason = 'link off' | 'lost' | 'no node' | 'crashed';

/**
 * Hears what happens in a simulation, in order: a step is `onDeliver`, `onFire`, `onCommand` or
 * `onAdd`, then what the handler sent and set, then `onStepped`. Must not change anything it is
 * given, and must not draw from the simulation's randomness.
 */
export interface SimulationObserver {
  onAdd?(blueprint: NodeBlueprint, nowMs: number): void;
  onCrash?(node: Address, nowMs: number): void;
  onSend?(flight: Flight, nowMs: number): void;
  onSet?(timer: ArmedTimer, nowMs: number): void;
  onDeliver?(flight: Flight, nowMs: number): void;
  onDrop?(flight: Flight, reason: DropReason, nowMs: number): void;
  onFire?(timer: ArmedTimer, nowMs: number): void;
  onCommand?(client: Address, command: Command, nowMs: number): void;
  /** A client has its result; `expected` is undefined when any will do. */
  onResult?(operation: Operation, expected: object | undefined, nowMs: number): void;
  /** A handler of this node came back and what it did was taken in. */
  onStepped?(node: Address, nowMs: number): void;
  /** The system was started or stopped. */
  onRunning?(running: boolean, nowMs: number): void;
  onNetwork?(weather: WeatherData, links: LinksData, nowMs: number): void;
  /** A handler did what is never meant: it is reported beside the verdict. */
  onWarning?(node: Address, warning: LabFaultData, nowMs: number): void;
  /** A node's own log record. */
  onLog?(node: Address, level: LogLevel, text: string, nowMs: number): void;
}
