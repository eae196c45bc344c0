import type { ClassTable } from '../canon/index.js';
import type { Address, Command, LogSink } from '../lab/index.js';
import type { LinksData, WeatherData } from '../schedule/index.js';
import type { LabFaultData } from '../support/index.js';
import type { SentMessage, SetTimer } from './activation.js';
import type { NodeBlueprint } from './handlers.js';
import type { Outlook } from './outlook.js';

/** What one activation of a live node did. The caller may keep the arrays. */
export interface LiveEffects {
  readonly sends: readonly SentMessage[];
  readonly sets: readonly SetTimer[];
  /** Things done that nobody intends, reported beside the verdict; if omitted, none. */
  readonly warnings?: readonly LabFaultData[] | undefined;
}

/**
 * The live nodes of one run, wherever they run: each keeps its own state. Every method throws
 * `LabFault` for the lab's mistakes.
 */
export interface NodeHost {
  readonly classes: ClassTable;
  /** Where the nodes' log records go from now on. */
  set logSink(sink: LogSink | undefined);
  /** Constructs a node, runs its `init` and keeps it. */
  add(blueprint: NodeBlueprint): LiveEffects;
  remove(address: Address): void;
  /** Delivers a copy of the message, or the message itself if the caller gives it away. */
  deliver(from: Address, to: Address, message: object, as: 'copy' | 'itself'): LiveEffects;
  /** Fires a copy of the timer, or the timer itself if the caller gives it away. */
  fire(owner: Address, timer: object, as: 'copy' | 'itself'): LiveEffects;
  command(client: Address, command: Command): LiveEffects;
  /** The client's newest result, copied, or `undefined` while it has none. */
  resultOf(client: Address): object | undefined;
  /** A node's state: read it through own-property descriptors, and do not keep it. */
  peek(address: Address): object | undefined;
  /** Throws if a part of the node cannot be state; names the path of the field. */
  checkState(address: Address): void;
  /** What was sent or set, as an object of its class. */
  shown(data: object): object;
  /** Set if the nodes run in another process: works ahead of the simulation. */
  readonly foresight?: Foresight | undefined;
}

/** A host that works ahead of its simulation, so that it has to be asked less often. */
export interface Foresight {
  /** A run begins in which nobody looks at messages and timers; `nowMs` gives the virtual time. */
  begin(nowMs: () => number): void;
  /** Time is going to pass, during which the test does nothing. */
  open(): void;
  /** Something is about to happen: says whether an outlook is wanted before. */
  isDue(): boolean;
  look(outlook: (isWhole: boolean) => Outlook<object, Command>): void;
  /** An event of the schedule is taken. */
  took(): void;
  /** The test sends a message, which the schedule is about to take. */
  inject(from: Address, to: Address, message: object): void;
  /** The test has changed the network. */
  changeNetwork(weather: WeatherData, links: LinksData): void;
  /** Commands that were told of are not handed in. */
  abandon(): void;
}

/** One of a lab's applications, without a node. */
export interface HostedApplication {
  /** Executes a copy of the command. */
  execute(command: Command): ExecutedCommand;
}

/** An application's answer to a command. */
export interface ExecutedCommand {
  readonly result: unknown;
  /** The result, printed for people, even if it cannot be copied. */
  readonly printed: string;
}

/** A node's state is checked after each of its first steps, and then after every N-th. */
const STEPS_CHECKED = 50;
const STEPS_PER_CHECK = 1000;

/** Whether to check a node's state after this step, counted from 1. */
export function isCheckedAfter(step: number): boolean {
  return step <= STEPS_CHECKED || step % STEPS_PER_CHECK === 0;
}
