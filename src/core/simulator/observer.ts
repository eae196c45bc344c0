import type { Address, Command, LogLevel } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';
import type { ArmedTimer, Flight, LinksData, WeatherData } from '../schedule/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { Operation } from '../workload/index.js';

/**
 * Why a message was not delivered: its link is off, the weather lost it, nobody has that address,
 * or its receiver crashed while it was in flight.
 */
export type DropReason = 'link off' | 'lost' | 'no node' | 'crashed';

/**
 * Sees what happens in a simulation, in order: a step is `onDeliver`, `onFire`, `onCommand` or
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
  /**
   * A node or sub-node is about to act on a message or timer: for observers that need not see
   * which.
   */
  onActing?(address: Address, nowMs: number): void;
  onCommand?(client: Address, command: Command, nowMs: number): void;
  /** A client has its result; `expected` is undefined if any will do. */
  onResult?(operation: Operation, expected: object | undefined, nowMs: number): void;
  /** A handler of this node returned, and its effects were applied. */
  onStepped?(node: Address, nowMs: number): void;
  /** The system was started or stopped. */
  onRunning?(running: boolean, nowMs: number): void;
  onNetwork?(weather: WeatherData, links: LinksData, nowMs: number): void;
  /** A handler did something that nobody intends: it is reported beside the verdict. */
  onWarning?(node: Address, warning: LabFaultData, nowMs: number): void;
  /** A node's own log record. */
  onLog?(node: Address, level: LogLevel, text: string, nowMs: number): void;
}
